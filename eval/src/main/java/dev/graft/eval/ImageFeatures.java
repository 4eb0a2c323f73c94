package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.tensors.Tensor;

/** A source of the vision encoder's features of the images that an evaluation asks about. */
@FunctionalInterface
public interface ImageFeatures {
    /** The features of an image, FLOAT {@code [1, tokens, width]}. */
    Tensor of(ImageRef image);
}
