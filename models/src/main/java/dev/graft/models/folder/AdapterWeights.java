package dev.graft.models.folder;

import dev.graft.adapters.Trainable;
import dev.graft.adapters.WeightNames;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.CheckedSafetensors;
import dev.graft.tensors.safetensors.TensorChecksum;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The trained weights of an adapter in a file. */
public final class AdapterWeights {
    private static final List<ElementType> FLOATS =
            List.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16);

    private AdapterWeights() {}

    /**
     * Reads weights that must be exactly those of the adapter, under its own names or those of another system
     * ({@link WeightNames}). Half-precision weights are widened.
     *
     * @throws ModelFileException if the file is damaged, holds a weight that is no finite number, or has other tensors, other
     *     shapes or other types
     */
    public static Map<String, Tensor> load(Path file, Trainable adapter) {
        Map<String, Tensor> found = CheckedSafetensors.read(
                        file,
                        "bring back a copy of the file, or train again; if you changed it yourself, save it without '"
                                + TensorChecksum.KEY + "' in its metadata")
                .tensors();
        return require(file, adapter, WeightNames.adopt(adapter, found));
    }

    /** The weights of an adapter that were found in a file, if they are exactly those that it needs. */
    static Map<String, Tensor> require(Path file, Trainable adapter, Map<String, Tensor> found) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        adapter.parameterShapes().forEach((name, shape) -> {
            Tensor tensor = found.get(name);
            if (tensor == null) {
                throw new ModelFileException(
                        file,
                        "the adapter needs a tensor '" + name + "'" + Suggestions.didYouMean(name, found.keySet()));
            }
            if (!Arrays.equals(tensor.shape(), shape)) {
                throw new ModelFileException(
                        file,
                        "tensor '" + name + "' should have the shape "
                                + Arrays.toString(shape) + ", found " + Arrays.toString(tensor.shape())
                                + "; these are the weights of another adapter");
            }
            if (!FLOATS.contains(tensor.type())) {
                throw new ModelFileException(
                        file,
                        "tensor '" + name + "' should be of one of the types " + FLOATS + ", found " + tensor.type()
                                + "; save the weights in 32 bits");
            }
            weights.put(name, requireFinite(file, name, HalfPrecision.widen(tensor)));
        });
        Set<String> others = new LinkedHashSet<>(found.keySet());
        others.removeAll(weights.keySet());
        if (!others.isEmpty()) {
            throw new ModelFileException(
                    file, "the adapter has no tensors " + others + "; these are the weights of another adapter");
        }
        return weights;
    }

    private static Tensor requireFinite(Path file, String name, Tensor tensor) {
        FloatBuffer values = tensor.floats();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new ModelFileException(
                        file,
                        "tensor '" + name + "' holds " + values.get(i) + " at element " + i + " of " + values.limit()
                                + ", and weights must be numbers; these come of a training that failed, or of a damaged"
                                + " file: take weights saved before");
            }
        }
        return tensor;
    }

    /** Writes weights whole or not at all, with a checksum. */
    public static void save(Path file, Map<String, Tensor> weights) {
        CheckedSafetensors.write(file, weights, Map.of("format", "pt"));
    }
}
