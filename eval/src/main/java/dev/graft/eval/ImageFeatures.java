package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.models.visual.EncodedImage;
import dev.graft.tensors.Tensor;

/** A source of the vision encoder's features of the images that an evaluation asks about. */
@FunctionalInterface
public interface ImageFeatures {
    /** What the encoder sees of an image, tile by tile. */
    EncodedImage encoded(ImageRef image);

    /** The features of an image, FLOAT {@code [tiles, tokens, width]}. */
    default Tensor of(ImageRef image) {
        return encoded(image).features();
    }
}
