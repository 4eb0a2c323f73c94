package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.Tensor;

/**
 * What a vision encoder sees of an image.
 *
 * @param features FLOAT {@code [tiles, feature tokens, vision width]}
 * @param grid how the tiles lie
 */
public record EncodedImage(Tensor features, TileGrid grid) {
    /** @throws IllegalArgumentException if there are not as many tiles as the grid has */
    public EncodedImage {
        if (features.rank() != 3 || features.dim(0) != grid.tiles()) {
            throw new IllegalArgumentException(features + " for " + grid);
        }
    }

    /** An image that is not cut, of {@code [1, feature tokens, vision width]}; its size does not matter. */
    public static EncodedImage whole(Tensor features) {
        return new EncodedImage(features, TileGrid.whole(1, 1));
    }
}
