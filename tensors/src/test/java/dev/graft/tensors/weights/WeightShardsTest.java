package dev.graft.tensors.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of weights and their index are those that {@code save_pretrained(max_shard_size=...)} writes: in order, each as full as it may
 * be.
 */
class WeightShardsTest {
    private static final int MOST = 40;

    @TempDir
    Path folder;

    @Test
    void aFileIsAsFullAsItMayBe() throws IOException {
        WeightShards.write(folder, tensors(4, 6, 3, 20, 1), MOST);
        JsonNode index = new ObjectMapper()
                .readTree(folder.resolve("model.safetensors.index.json").toFile());
        assertEquals(34 * 4, index.at("/metadata/total_size").asInt());
        List<Integer> expected = List.of(1, 1, 2, 3, 4);
        for (int i = 0; i < expected.size(); i++) {
            String file = index.path("weight_map").path("t" + i).asText();
            assertEquals("model-0000" + expected.get(i) + "-of-00004.safetensors", file);
            float[] found = Safetensors.read(folder.resolve(file)).get("t" + i).toFloatArray();
            assertArrayEquals(values(i, found.length), found);
        }
        assertEquals(5, files());
    }

    @Test
    void whatFitsIsOneFileWithoutAnIndex() throws IOException {
        WeightShards.write(folder, tensors(4, 6), MOST);
        assertEquals(2, Safetensors.read(folder.resolve("model.safetensors")).size());
        assertEquals(1, files());
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static Map<String, StreamedTensor> tensors(int... sizes) {
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            tensors.put("t" + i, StreamedTensor.of(Tensor.of(values(i, sizes[i]), sizes[i])));
        }
        return tensors;
    }

    private static float[] values(int first, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = 100 * first + i;
        }
        return values;
    }
}
