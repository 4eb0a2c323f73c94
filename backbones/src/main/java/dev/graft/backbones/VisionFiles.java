package dev.graft.backbones;

import dev.graft.graph.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the parts of a vision encoder are.
 *
 * @param folder holds {@code config.json} and {@code preprocessor_config.json}
 * @param model the ONNX file
 */
record VisionFiles(Path folder, Path model) {
    private static final String[] NAMES = {
        "vision_model", "vision_encoder", "image_encoder", "model", "encoder_model", "encoder"
    };

    /** Finds the files of a folder, or those around an ONNX file. */
    static VisionFiles find(Path place) {
        if (Files.isRegularFile(place)) {
            return new VisionFiles(folderOf(place.toAbsolutePath()), place);
        }
        OnnxFiles onnx = new OnnxFiles(place);
        return new VisionFiles(
                place,
                onnx.find(NAMES).or(() -> onlyVariant(place)).orElseGet(() -> onnx.require("vision encoder", NAMES)));
    }

    private static Path folderOf(Path file) {
        Path parent = file.getParent();
        Path above = parent.getParent();
        boolean inside = !Files.isRegularFile(parent.resolve("config.json"))
                && above != null
                && Files.isRegularFile(above.resolve("config.json"));
        return inside ? above : parent;
    }

    /** The ONNX file of a folder that has one only, such as {@code model_fp16.onnx}. */
    private static Optional<Path> onlyVariant(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".onnx")).toList();
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        } catch (IOException e) {
            throw new ModelFileException("[" + folder + "] cannot be listed: " + e.getMessage(), e);
        }
    }
}
