package dev.graft.training.features;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;

/** The features that a frozen vision encoder makes of images, computed before the training. */
public interface Features {
    /** Of an image that is not cut. */
    TileGrid WHOLE = TileGrid.whole(1, 1);

    /** Feature vectors of an image, or of each of its tiles. */
    int tokens();

    /** The width of a feature vector. */
    int width();

    /** The element type that they are stored in; graphs that read them widen it to FLOAT. */
    default ElementType type() {
        return ElementType.FLOAT;
    }

    /** How the tiles of an image lie; where images are not cut each is whole, and its size does not matter. */
    default TileGrid grid(int image) {
        return WHOLE;
    }

    /** The features of one image, {@code [tiles * tokens, width]} of {@link #type}; not to be written to. */
    Tensor of(int image);

    /**
     * The features of several images, {@code [rows, tokens, width]} of {@link #type}.
     *
     * @param rows at least as many as the images have tiles; further ones are 0
     */
    default Tensor batch(int[] images, int rows) {
        Tensor batch = Tensor.allocate(type(), rows, tokens(), width());
        ByteBuffer into = batch.bytes();
        for (int image : images) {
            into.put(of(image).bytes());
        }
        return batch;
    }
}
