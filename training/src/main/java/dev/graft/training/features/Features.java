package dev.graft.training.features;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;

/** The features that a frozen vision encoder makes of images, computed before the training. */
public interface Features {
    /** Feature vectors of an image. */
    int tokens();

    /** The width of a feature vector. */
    int width();

    /** The element type that they are stored in; graphs that read them widen it to FLOAT. */
    default ElementType type() {
        return ElementType.FLOAT;
    }

    /** The features of one image, {@code [tokens, width]} of {@link #type}; not to be written to. */
    Tensor of(int image);

    /**
     * The features of several images, {@code [rows, tokens, width]} of {@link #type}.
     *
     * @param rows at least as many as there are images; further ones are 0
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
