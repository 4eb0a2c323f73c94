package dev.graft.eval;

import dev.graft.graph.Tensor;
import dev.graft.models.data.ImageRef;

/** Where an evaluation takes the vision encoder's features of its images from. */
@FunctionalInterface
public interface ImageFeatures {
    /** The features of an image, FLOAT {@code [1, tokens, width]}. */
    Tensor of(ImageRef image);
}
