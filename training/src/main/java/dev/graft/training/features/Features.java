package dev.graft.training.features;

import java.nio.FloatBuffer;

/** Frozen features of images, computed before the training. */
public interface Features {
    /** Feature vectors of an image. */
    int tokens();

    /** The width of a feature vector. */
    int width();

    /** Copies the features of one image, {@code tokens · width} numbers, to where the buffer stands. */
    void copy(int image, FloatBuffer into);
}
