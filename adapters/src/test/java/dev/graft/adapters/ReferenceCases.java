package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.Tensor;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.GoldenTensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What PyTorch computed for adapters, each case under a name and a bar: {@code features}, weights by {@code parameter/NAME}
 * and {@code loss_weight} went in; {@code output} and {@code grad/NAME} of {@code sum(output * loss_weight)} came out.
 */
public record ReferenceCases(GoldenFile file) {
    /** Those of a file among the resources of a test's package. */
    public static ReferenceCases of(Class<?> test, String resource) {
        return new ReferenceCases(GoldenFile.resource(test, resource));
    }

    public Set<String> names() {
        return file.names().stream()
                .map(name -> name.substring(0, name.indexOf('|')))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public Tensor tensor(String name, String part) {
        return tensor(file.get(name + "|" + part));
    }

    /** The tensors of a case that begin with a prefix, by the rest of their names. */
    public Map<String, Tensor> part(String name, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        file.part(name + "|" + prefix).forEach((key, tensor) -> part.put(key, tensor(tensor)));
        return part;
    }

    /** The gradients, and the output under {@link AdapterRun#OUTPUT}. */
    public Map<String, Tensor> expected(String name) {
        Map<String, Tensor> expected = part(name, "grad/");
        expected.put(AdapterRun.OUTPUT, tensor(name, "output"));
        return expected;
    }

    /** An adapter of the sizes of a case. */
    public Adapter adapter(String name, AdapterSpec spec) {
        Tensor features = tensor(name, "features");
        int languageWidth = (int) tensor(name, "output").dim(2);
        return spec.create((int) features.dim(2), (int) features.dim(1), languageWidth);
    }

    /** Compares shapes, output and all gradients; weights may have published names. */
    public void check(String name, Adapter adapter) {
        Map<String, Tensor> weights = WeightNames.adopt(adapter, part(name, "parameter/"));
        Tensor features = tensor(name, "features");
        Parity.assertShapes(adapter, weights);
        assertEquals(tensor(name, "output").dim(1), adapter.visualTokens((int) features.dim(1)));
        Parity.assertClose(
                WeightNames.adopt(adapter, expected(name)),
                AdapterRun.withGradients(adapter, features, weights, tensor(name, "loss_weight")));
    }

    private static Tensor tensor(GoldenTensor golden) {
        return golden.type().equals("I64")
                ? Tensor.of(golden.longs(), golden.shape())
                : Tensor.of(golden.floats(), golden.shape());
    }
}
