package dev.graft.backbones.image;

import dev.graft.tensors.Tensor;

/**
 * A picture as a vision encoder reads it.
 *
 * @param pixels FLOAT {@code [tiles, 3, height, width]}, or {@code [1, 3, height, width]} of a whole picture that the encoder
 *     itself parts into tiles
 * @param grid how the tiles lie
 */
public record PreparedImage(Tensor pixels, TileGrid grid) {
    /** @throws IllegalArgumentException if there are several tiles, and not as many as the grid has */
    public PreparedImage {
        if (pixels.dim(0) != 1 && pixels.dim(0) != grid.tiles()) {
            throw new IllegalArgumentException(pixels + " for " + grid);
        }
    }
}
