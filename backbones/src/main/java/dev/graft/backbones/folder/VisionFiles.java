package dev.graft.backbones.folder;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a vision encoder: its folder, and the ONNX file that is used of it.
 *
 * @param folder holds {@code config.json} and {@code preprocessor_config.json}
 * @param model the ONNX file
 */
public record VisionFiles(Path folder, Path model) {
    /** What an ONNX file with a vision encoder is called, without suffix and ending, most particular first. */
    public static final List<String> NAMES =
            List.of("vision_model", "vision_encoder", "image_encoder", "model", "encoder_model", "encoder");

    /**
     * Finds the files of an encoder.
     *
     * @throws dev.graft.tensors.ModelFileException if there is none, or several fit equally
     */
    public static VisionFiles find(BackbonePlace place) {
        return new VisionFiles(place.folder(), new OnnxFiles(place).model("vision encoder", NAMES));
    }
}
