package dev.graft.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the file that is probably meant by the name of an image that is not there. */
final class NearImage {
    private static final int MOST_FOLDERS = 100;
    private static final List<String> WAYS =
            List.of("in the form of its letters (Unicode)", "in capital and small letters", "in its ending");

    private NearImage() {}

    /** What to add to the message that an image is not there: what is, and how it differs; or nothing. */
    static String hint(ImageRef image) {
        if (!(image.source() instanceof ImageSource.InFile file)) {
            return "";
        }
        Path path = file.path().toAbsolutePath();
        return backslashes(path)
                .or(() -> inOneFolder(path))
                .or(() -> deeper(path, image.name()))
                .map(found -> "; " + found)
                .orElse("");
    }

    private static Optional<String> backslashes(Path path) {
        if (path.toString().indexOf('\\') < 0) {
            return Optional.empty();
        }
        try {
            Path slashed = path.getFileSystem().getPath(path.toString().replace('\\', '/'));
            return Optional.of(
                    Files.exists(slashed)
                            ? "there is " + slashed + ": write '/' in place of '\\' in the names of images"
                            : "the name has '\\', which is a letter like others here: write '/' between folder and file");
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Goes down from the root to the first name that is not there, and compares it with those that are. */
    private static Optional<String> inOneFolder(Path path) {
        Path folder = path.getRoot();
        for (Path step : path) {
            Path next = folder.resolve(step);
            if (!Files.exists(next)) {
                return FolderNames.of(folder)
                        .near(step.toString())
                        .map(near -> "there is '" + near.name() + "', which differs " + WAYS.get(near.way()));
            }
            folder = next;
        }
        return Optional.empty();
    }

    /** In a folder of the one that the name is below: names often leave out {@code images/}. */
    private static Optional<String> deeper(Path path, String name) {
        Path relative = Path.of(name);
        if (relative.isAbsolute() || !path.endsWith(relative) || relative.getNameCount() >= path.getNameCount()) {
            return Optional.empty();
        }
        Path base = path;
        for (int i = 0; i < relative.getNameCount(); i++) {
            base = base.getParent();
        }
        if (!Files.isDirectory(base)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(base)) {
            return entries.filter(Files::isDirectory)
                    .sorted()
                    .limit(MOST_FOLDERS)
                    .filter(each -> Files.isRegularFile(each.resolve(relative)))
                    .findFirst()
                    .map(each ->
                            "there is " + each.resolve(relative) + ": give " + each + " as the folder of the images");
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
