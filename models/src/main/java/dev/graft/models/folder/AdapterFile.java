package dev.graft.models.folder;

import dev.graft.adapters.WeightNames;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.safetensors.SafetensorsFile;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file of weights holds.
 *
 * @param tensors type and shape by name, in the file's order
 * @param names the systems whose names these are; empty for names that are not known
 */
public record AdapterFile(
        Path file, Map<String, TensorType> tensors, List<WeightNames> names, Map<String, String> metadata) {
    /**
     * Reads what a file holds, not the values.
     *
     * @param path see {@link WeightFiles#open}
     * @throws dev.graft.tensors.ModelFileException if the file is missing, damaged or of another kind
     */
    public static AdapterFile read(Path path) {
        TensorSource file = WeightFiles.open(path);
        Map<String, TensorType> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.type(name)));
        Map<String, String> metadata = file instanceof SafetensorsFile safe ? safe.metadata() : Map.of();
        return new AdapterFile(path, tensors, WeightNames.recognise(file.names()), metadata);
    }

    /** The number of weights. */
    public long parameters() {
        return tensors.values().stream()
                .mapToLong(type -> type.shape().elementCount())
                .sum();
    }
}
