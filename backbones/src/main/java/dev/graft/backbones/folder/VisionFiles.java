package dev.graft.backbones.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a vision encoder: its folder, and the ONNX file that is used of it.
 *
 * @param folder holds {@code config.json} and {@code preprocessor_config.json}
 * @param model the ONNX file
 */
public record VisionFiles(Path folder, Path model) {
    /** What an ONNX file with a vision encoder is called, without its ending, most particular first. */
    public static final List<String> NAMES =
            List.of("vision_model", "vision_encoder", "image_encoder", "model", "encoder_model", "encoder");

    /** Finds the files of a folder, or those around an ONNX file. */
    public static VisionFiles find(Path place) {
        if (Files.isRegularFile(place)) {
            return new VisionFiles(folderOf(place.toAbsolutePath()), place);
        }
        return new VisionFiles(place, new OnnxFiles(place).requireModel("vision encoder", NAMES));
    }

    private static Path folderOf(Path file) {
        Path parent = file.getParent();
        Path above = parent.getParent();
        boolean inside = !Files.isRegularFile(parent.resolve("config.json"))
                && above != null
                && Files.isRegularFile(above.resolve("config.json"));
        return inside ? above : parent;
    }
}
