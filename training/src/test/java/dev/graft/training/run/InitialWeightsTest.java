package dev.graft.training.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormerAdapter;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialWeightsTest {
    private static final QFormerSpec SPEC = new QFormerSpec(3, 2, 4, 2, 6, 2, 0, 8, true, true, false, 1e-5, 1e-12, 0);
    private static final QFormerAdapter ADAPTER = (QFormerAdapter) SPEC.create(5, 6, 12);
    private static final ImageTextNetwork STAGE1 =
            new ImageTextNetwork(((QFormerAdapter) SPEC.withVocabulary(11).create(5, 6, 12)).network(), 7);

    @TempDir
    Path folder;

    @Test
    void theSecondStageTakesTheFirstOnesQueryBranch() {
        Map<String, Tensor> before = STAGE1.initialise(1);
        InitialWeights found = read(before);
        assertEquals(List.of("language_projection.weight", "language_projection.bias"), found.fresh());
        assertEquals(ADAPTER.parameterShapes().size() - 2, found.taken());
        assertEquals(before.size() - found.taken(), found.notTaken().size());
        assertTrue(found.notTaken().contains("itm_head.weight [2, 4]"), found.notTaken()::toString);
        assertSame(before, found.weights(), "query_tokens");
        assertSame(ADAPTER.initialise(2), found.weights(), "language_projection.weight");
    }

    @Test
    void publishedNamesOfAPartAreTaken() {
        Map<String, Tensor> all = WeightNames.LAVIS_OPT.rename(ADAPTER, ADAPTER.initialise(1));
        Map<String, Tensor> part = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith("Qformer.bert.encoder.layer.0.")) {
                part.put("model." + name, tensor);
            }
        });
        InitialWeights found = read(part);
        assertEquals(part.size(), found.taken());
        assertEquals(List.of(), found.notTaken());
        assertSame(ADAPTER.initialise(1), found.weights(), "qformer.encoder.layer.0.attention.attention.query.weight");
    }

    @Test
    void anotherShapeIsNotTaken() {
        InitialWeights found = read(Map.of(
                "query_tokens",
                Tensor.of(new float[8], 1, 2, 4),
                "language_projection.bias",
                Tensor.of(new float[12], 12)));
        assertEquals(List.of("query_tokens [1, 2, 4]"), found.notTaken());
        assertSame(ADAPTER.initialise(2), found.weights(), "query_tokens");
    }

    @Test
    void aFileOfSomethingElseIsRefused() {
        ModelFileException e = assertThrows(
                ModelFileException.class, () -> read(Map.of("projector.weight", Tensor.of(new float[2], 2))));
        assertTrue(e.getMessage().contains("projector.weight"), e.getMessage());
        assertTrue(e.getMessage().contains("query_tokens"), e.getMessage());
    }

    private InitialWeights read(Map<String, Tensor> weights) {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, weights, Map.of());
        return InitialWeights.read(folder, ADAPTER, ADAPTER.initialise(2));
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual, String name) {
        Adapter adapter = ADAPTER;
        assertEquals(adapter.parameterShapes().keySet(), actual.keySet());
        assertArrayEquals(expected.get(name).toFloatArray(), actual.get(name).toFloatArray(), name);
    }
}
