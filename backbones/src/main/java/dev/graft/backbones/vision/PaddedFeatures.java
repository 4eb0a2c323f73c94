package dev.graft.backbones.vision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** Features of images that have different numbers of vectors, as one tensor: vectors of zeros are none. */
public final class PaddedFeatures {
    private PaddedFeatures() {}

    /**
     * Features one after the other.
     *
     * @param parts FLOAT {@code [tiles, tokens, width]} each
     * @return {@code [all tiles, the most tokens, width]}
     */
    public static Tensor joined(List<Tensor> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long tiles = parts.stream().mapToLong(part -> part.dim(0)).sum();
        long most = parts.stream().mapToLong(part -> part.dim(1)).max().orElseThrow();
        long width = parts.get(0).dim(2);
        Tensor all = Tensor.allocate(ElementType.FLOAT, tiles, most, width);
        FloatBuffer into = all.floats();
        int tile = 0;
        for (Tensor part : parts) {
            int floats = Math.toIntExact(part.dim(1) * width);
            for (int i = 0; i < part.dim(0); i++, tile++) {
                into.put(Math.toIntExact(tile * most * width), part.floats(), i * floats, floats);
            }
        }
        return all;
    }
}
