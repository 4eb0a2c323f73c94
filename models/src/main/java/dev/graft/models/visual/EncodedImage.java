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

    /** An image each of whose tiles has the same features, {@code [feature tokens, vision width]}. */
    public static EncodedImage alike(Tensor tile, TileGrid grid) {
        Tensor all = Tensor.allocate(tile.type(), grid.tiles(), tile.dim(0), tile.dim(1));
        for (int i = 0; i < grid.tiles(); i++) {
            all.bytes()
                    .slice(i * tile.bytes().remaining(), tile.bytes().remaining())
                    .put(tile.bytes());
        }
        return new EncodedImage(all, grid);
    }

    /** An image that is not cut, of {@code [1, feature tokens, vision width]}; its size does not matter. */
    public static EncodedImage whole(Tensor features) {
        return new EncodedImage(features, TileGrid.whole(1, 1));
    }
}
