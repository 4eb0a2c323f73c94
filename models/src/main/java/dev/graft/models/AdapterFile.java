package dev.graft.models;

import dev.graft.adapters.WeightNames;
import dev.graft.graph.Tensor;
import dev.graft.graph.TensorType;
import dev.graft.graph.safetensors.SafetensorsFile;
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
     * Reads the header of a safetensors file.
     *
     * @throws dev.graft.graph.ModelFileException if the file is missing, damaged or of another kind
     */
    public static AdapterFile read(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, TensorType> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            Tensor tensor = file.tensor(name);
            Object[] dims = new Object[tensor.rank()];
            for (int axis = 0; axis < dims.length; axis++) {
                dims[axis] = tensor.dim(axis);
            }
            tensors.put(name, TensorType.of(tensor.type(), dims));
        }
        return new AdapterFile(path, tensors, WeightNames.recognise(file.names()), file.metadata());
    }

    /** The number of weights. */
    public long parameters() {
        return tensors.values().stream()
                .mapToLong(type -> type.shape().elementCount())
                .sum();
    }
}
