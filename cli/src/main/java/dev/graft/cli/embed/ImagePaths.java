package dev.graft.cli.embed;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The image files that paths name, each of which may be a folder. */
final class ImagePaths {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp");

    private ImagePaths() {}

    /** All of them; of a folder those in it and in folders below, in the order of their names. */
    static List<Path> all(List<Path> given) {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else {
                InputFile.require(path);
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> images = files.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream()
                            .anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
            if (images.isEmpty()) {
                throw new ModelFileException(folder, "has no image in it; expected files that end in " + ENDINGS);
            }
            return images;
        } catch (IOException | UncheckedIOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }
}
