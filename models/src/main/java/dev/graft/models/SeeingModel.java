package dev.graft.models;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;

/** An open model with a frozen vision encoder, whatever it is for. */
public interface SeeingModel extends AutoCloseable {
    /** The frozen encoder of images. */
    VisionEncoder vision();

    /** What prepares images for the encoder. */
    ImageProcessor processor();

    /** What the vision encoder sees of an image file: {@code [1, feature tokens, vision width]}. */
    Tensor features(Path image);

    @Override
    void close();
}
