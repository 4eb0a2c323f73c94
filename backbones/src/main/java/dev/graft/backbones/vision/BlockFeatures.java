package dev.graft.backbones.vision;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;

/** Features of a picture that an encoder of pictures of any size, such as Pixtral's, gives for its patches row by row. */
final class BlockFeatures {
    private BlockFeatures() {}

    /**
     * The same by tiles, which are square blocks of patches.
     *
     * @param features FLOAT {@code [1, patches, width]}
     * @return {@code [tiles, patches of a tile, width]}, in each row by row
     * @throws InvalidInputException if the patches are none of such blocks
     */
    static Tensor of(Tensor features, TileGrid grid) {
        long patches = features.dim(1);
        int side = (int) Math.round(Math.sqrt((double) patches / grid.tiles()));
        if (side == 0 || (long) side * side * grid.tiles() != patches) {
            throw new InvalidInputException("the vision encoder gives " + patches + " feature vectors of a picture of "
                    + grid.rows() + " x " + grid.columns()
                    + " blocks of patches, which are not as many in each; patch_size and spatial_merge_size of the processor"
                    + " belong to another encoder");
        }
        int width = Math.toIntExact(features.dim(2));
        Tensor blocks = Tensor.allocate(ElementType.FLOAT, grid.tiles(), (long) side * side, width);
        FloatBuffer from = features.floats();
        FloatBuffer into = blocks.floats();
        for (int block = 0; block < grid.tiles(); block++) {
            int top = block / grid.columns() * side;
            int left = block % grid.columns() * side;
            for (int row = top; row < top + side; row++) {
                into.put(from.slice((row * grid.columns() * side + left) * width, side * width));
            }
        }
        return blocks;
    }
}
