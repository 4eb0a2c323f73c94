package dev.graft.backbones.image;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A picture as a vision encoder reads it.
 *
 * @param parts FLOAT {@code [tiles, 3, height, width]}: the tiles in their order, all together unless their sizes differ; or
 *     {@code [1, 3, height, width]} of a whole picture that the encoder itself parts into tiles
 * @param grid how the tiles lie
 */
public record PreparedImage(List<Tensor> parts, TileGrid grid) {
    /** @throws IllegalArgumentException if there are several tiles, and not as many as the grid has */
    public PreparedImage {
        parts = List.copyOf(parts);
        long tiles = parts.stream().mapToLong(part -> part.dim(0)).sum();
        if (tiles != 1 && tiles != grid.tiles()) {
            throw new IllegalArgumentException(parts + " for " + grid);
        }
    }

    /** Whose tiles are of one size. */
    public PreparedImage(Tensor pixels, TileGrid grid) {
        this(List.of(pixels), grid);
    }

    /** All tiles, {@code [tiles, 3, height, width]}; those that are smaller than others have zeros at the right and the bottom. */
    public Tensor pixels() {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long tiles = parts.stream().mapToLong(part -> part.dim(0)).sum();
        int height = (int) parts.stream().mapToLong(part -> part.dim(2)).max().orElseThrow();
        int width = (int) parts.stream().mapToLong(part -> part.dim(3)).max().orElseThrow();
        Tensor all = Tensor.allocate(ElementType.FLOAT, tiles, 3, height, width);
        FloatBuffer into = all.floats();
        int plane = 0;
        for (Tensor part : parts) {
            FloatBuffer from = part.floats();
            float[] row = new float[(int) part.dim(3)];
            for (int planes = (int) part.dim(0) * 3; planes > 0; planes--, plane++) {
                for (int y = 0; y < part.dim(2); y++) {
                    from.get(row);
                    into.put((plane * height + y) * width, row);
                }
            }
        }
        return all;
    }
}
