package dev.graft.backbones.image;

import dev.graft.tensors.Tensor;

/**
 * A picture as a vision encoder reads it.
 *
 * @param pixels FLOAT {@code [tiles, 3, height, width]}
 * @param grid how the tiles lie
 */
public record PreparedImage(Tensor pixels, TileGrid grid) {
    /** @throws IllegalArgumentException if there are not as many tiles as the grid has */
    public PreparedImage {
        if (pixels.dim(0) != grid.tiles()) {
            throw new IllegalArgumentException(pixels + " for " + grid);
        }
    }
}
