package dev.graft.models.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterWeightsTest {
    private static final Adapter MLP = ProjectionSpec.MLP.create(3, 4, 2);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llava", "llava-original", "tinyllava", "prismatic"})
    void publishedNamesAreUnderstood(String convention) {
        Map<String, Tensor> weights = MLP.initialise(1);
        Map<String, Tensor> loaded = load(WeightNames.of(convention).rename(MLP, weights));
        assertEquals(weights.keySet(), loaded.keySet());
        weights.forEach((name, tensor) ->
                assertArrayEquals(tensor.toFloatArray(), loaded.get(name).toFloatArray(), name));
    }

    @Test
    void halfPrecisionIsWidened() {
        Map<String, Tensor> weights = MLP.initialise(1);
        weights.replaceAll((name, tensor) -> {
            Tensor half = Tensor.allocate(ElementType.BFLOAT16, tensor.shape());
            for (int i = 0; i < tensor.size(); i++) {
                half.bytes().putShort(2 * i, (short) (0x3f80 + i)); // 1 + i / 128
            }
            return half;
        });
        assertArrayEquals(
                new float[] {1, 1 + 1 / 128f},
                load(weights).get("multi_modal_projector.linear_2.bias").toFloatArray());
    }

    @Test
    void otherWeightsAreRefused() {
        String bias = "multi_modal_projector.linear_2.bias";
        assertRefused(bias, Tensor.of(new float[3], 3), "tensor '" + bias + "' should have the shape [2], found [3]");
        assertRefused(bias, Tensor.of(new int[2], 2), "found INT32; save the weights in 32 bits");
        assertRefused("bias_2", Tensor.scalar(1f), "the adapter has no tensors [bias_2]");
        Map<String, Tensor> less = MLP.initialise(1);
        less.remove(bias);
        ModelFileException error = assertThrows(ModelFileException.class, () -> load(less));
        assertTrue(error.getMessage().contains("the adapter needs a tensor '" + bias + "'"), error.getMessage());
    }

    private void assertRefused(String name, Tensor tensor, String message) {
        Map<String, Tensor> weights = new LinkedHashMap<>(MLP.initialise(1));
        weights.put(name, tensor);
        ModelFileException error = assertThrows(ModelFileException.class, () -> load(weights));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private Map<String, Tensor> load(Map<String, Tensor> weights) {
        Path file = folder.resolve("model.safetensors");
        AdapterWeights.save(file, weights);
        return AdapterWeights.load(file, MLP);
    }
}
