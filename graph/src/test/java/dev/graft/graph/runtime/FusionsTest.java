package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.LibraryFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names of optimizers that are turned off: the runtime passes over one that it does not know without a word. */
class FusionsTest {
    private static final int WIDTH = 8;

    @TempDir
    private Path folder;

    /**
     * A graph of which an optimizer makes an operator.
     *
     * @param opset that the graph is of: in the first of two rounds an operator is made only where the standard has it
     */
    record Fused(String optimizer, String operator, int opset, UnaryOperator<Value> graph) {
        @Override
        public String toString() {
            return optimizer;
        }
    }

    static Stream<Fused> fusions() {
        return Stream.of(
                new Fused("GeluFusionL1", "Gelu", 20, FusionsTest::gelu),
                new Fused("GeluFusionL2", "Gelu", 18, FusionsTest::gelu),
                new Fused("FastGeluFusion", "FastGelu", 18, FusionsTest::fastGelu),
                new Fused(
                        "QuickGeluFusion",
                        "QuickGelu",
                        18,
                        x -> x.multiply(x.multiply(1.702).sigmoid())),
                new Fused("BiasGeluFusion", "BiasGelu", 18, x -> microsoft("Gelu", Map.of(), x.add(vector(x)))),
                new Fused("LayerNormFusionL1", "LayerNormalization", 18, x -> norm(x, false)),
                new Fused("LayerNormFusionL2", "LayerNormalization", 16, x -> norm(x, true)),
                new Fused("SimplifiedLayerNormFusion", "SimplifiedLayerNormalization", 18, FusionsTest::simplified),
                new Fused(
                        "SkipLayerNormFusion",
                        "SkipLayerNormalization",
                        18,
                        x -> x.add(x.tanh()).layerNorm(vector(x), vector(x), 1e-5F)),
                new Fused("BiasSkipLayerNormFusion", "SkipLayerNormalization", 18, FusionsTest::biased));
    }

    private static Value vector(Value x) {
        Tensor vector = Tensor.allocate(ElementType.FLOAT, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            vector.floats().put(i, 0.5F + i);
        }
        return x.builder().constant(vector);
    }

    private static Value gelu(Value x) {
        return x.multiply(x.divide(x.builder().scalar(ElementType.FLOAT, Math.sqrt(2)))
                        .erf()
                        .add(1))
                .multiply(0.5);
    }

    /** {@code x · 0.5 · (1 + tanh(√(2/π) · x · (1 + 0.044715 · x · x)))}. */
    private static Value fastGelu(Value x) {
        Value inner = x.multiply(Math.sqrt(2 / Math.PI))
                .multiply(x.multiply(0.044715).multiply(x).add(1));
        return x.multiply(0.5).multiply(inner.tanh().add(1));
    }

    private static Value norm(Value x, boolean old) {
        Value centred = x.subtract(old ? oldMean(x) : x.mean(true, -1));
        Value square = x.builder().op("Pow", Map.of(), centred, x.builder().scalar(ElementType.FLOAT, 2));
        Value mean = old ? oldMean(square) : square.mean(true, -1);
        return centred.divide(mean.add(1e-5).squareRoot()).multiply(vector(x)).add(vector(x));
    }

    /** As before operator set 18. */
    private static Value oldMean(Value x) {
        return x.builder().op("ReduceMean", Map.of("axes", new long[] {-1}), x);
    }

    private static Value simplified(Value x) {
        Value square = x.builder().op("Pow", Map.of(), x, x.builder().scalar(ElementType.FLOAT, 2));
        return x.divide(square.mean(true, -1).add(1e-5).squareRoot()).multiply(vector(x));
    }

    /** A product with a bias, then with what skips it. */
    private static Value biased(Value x) {
        Tensor matrix = Tensor.allocate(ElementType.FLOAT, WIDTH, WIDTH);
        Value inner = x.matMul(x.builder().constant(matrix)).add(vector(x));
        return microsoft("SkipLayerNormalization", Map.of("epsilon", 1e-5F), inner, x, vector(x), vector(x));
    }

    private static Value microsoft(String operator, Map<String, ?> attributes, Value... operands) {
        return operands[0].builder().op(operator, Graph.MICROSOFT, attributes, ElementType.FLOAT, operands);
    }

    private List<String> optimized(Fused fused, List<String> disabled) {
        GraphBuilder g = new GraphBuilder("fused");
        Value x = g.input("x", ElementType.FLOAT, "batch", "tokens", WIDTH);
        g.output("y", fused.graph.apply(x.exp()).exp());
        Map<String, Integer> opsets = Map.of("", fused.opset, Graph.MICROSOFT, 1);
        Graph at = g.build();
        Graph graph = new Graph(at.name(), at.inputs(), at.outputs(), at.constants(), at.nodes(), opsets);
        return OptimizedGraph.of(graph, SessionConfig.DEFAULT, disabled, folder).nodes().stream()
                .map(Node::opType)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fusions")
    void eachNameTurnsOffWhatItIsGivenFor(Fused fused) {
        List<String> allButOne = new ArrayList<>(SessionFactory.FUSIONS);
        assertTrue(allButOne.remove(fused.optimizer));
        List<String> off = optimized(fused, SessionFactory.FUSIONS);
        List<String> on = optimized(fused, allButOne);
        assertTrue(on.contains(fused.operator), () -> on + " from " + off);
        assertTrue(on.size() < off.size(), () -> on + " from " + off);
    }

    /** Also the one that has an effect on devices only. */
    @Test
    void theRuntimeKnowsEachName() throws IOException {
        Optional<LibraryFile> library = RuntimeLibraries.library("onnxruntime");
        assumeTrue(library.isPresent(), "the runtime's jar has no library for this system");
        try (InputStream content = library.get().resource().openStream()) {
            String text = new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
            for (String name : SessionFactory.FUSIONS) {
                assertTrue(text.contains(name + "\0"), name);
            }
        }
    }
}
