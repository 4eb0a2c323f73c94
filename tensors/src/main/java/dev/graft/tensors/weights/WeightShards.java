package dev.graft.tensors.weights;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes weights as Hugging Face's transformers does: {@code model.safetensors}, or, where that would be too large, files
 * {@code model-00001-of-00002.safetensors} and so on beside {@code model.safetensors.index.json}, which says what is where.
 */
public final class WeightShards {
    /** The most bytes of weights in a file, but for one tensor that is larger. */
    public static final long MOST_BYTES = 5_000_000_000L;

    private WeightShards() {}

    /**
     * Writes the files into a folder.
     *
     * @param most bytes of weights in a file; {@link #MOST_BYTES} is usual
     */
    public static void write(Path folder, Map<String, StreamedTensor> tensors, long most) {
        Map<String, String> metadata = Map.of("format", "pt");
        List<Map<String, StreamedTensor>> shards = shards(tensors, most);
        if (shards.size() == 1) {
            Safetensors.writeStreamed(folder.resolve("model.safetensors"), tensors, metadata);
            return;
        }
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        long bytes =
                tensors.values().stream().mapToLong(StreamedTensor::byteSize).sum();
        index.putObject("metadata").put("total_size", bytes);
        ObjectNode places = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            Safetensors.writeStreamed(folder.resolve(name), shards.get(i), metadata);
            shards.get(i).keySet().forEach(tensor -> places.put(tensor, name));
        }
        AtomicFiles.write(folder.resolve("model.safetensors.index.json"), index.toPrettyString() + "\n");
    }

    private static List<Map<String, StreamedTensor>> shards(Map<String, StreamedTensor> tensors, long most) {
        List<Map<String, StreamedTensor>> shards = new ArrayList<>();
        long[] room = {0};
        tensors.forEach((name, tensor) -> {
            if (shards.isEmpty() || tensor.byteSize() > room[0]) {
                shards.add(new LinkedHashMap<>());
                room[0] = most;
            }
            room[0] -= tensor.byteSize();
            shards.get(shards.size() - 1).put(name, tensor);
        });
        return shards;
    }
}
