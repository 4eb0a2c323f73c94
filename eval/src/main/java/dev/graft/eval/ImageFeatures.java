package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.tensors.Tensor;

/** Where an evaluation takes the vision encoder's features of its images from. */
@FunctionalInterface
public interface ImageFeatures {
    /** The features of an image, FLOAT {@code [1, tokens, width]}. */
    Tensor of(ImageRef image);
}
