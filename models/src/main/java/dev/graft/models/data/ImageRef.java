package dev.graft.models.data;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An image of a data set: the name that the data set gives it, and the file.
 *
 * <p>The name identifies the image. It does not depend on where the data set lies, so splits made by it are the same on
 * every machine; it is written with '/' and without '.' or '..' steps, so that one image has one name.
 *
 * @param name the image's name in the data set, such as {@code images/12.png}
 * @param file where the image lies; need not exist until it is used
 */
public record ImageRef(String name, Path file) {
    public ImageRef {
        Objects.requireNonNull(file, "file");
        if (name.isBlank()) {
            throw new InvalidInputException("an image needs a name");
        }
    }

    /**
     * The image {@code name} below {@code folder}; an absolute name stands for itself.
     *
     * @throws InvalidInputException if the name is blank or no file name at all
     */
    public static ImageRef in(Path folder, String name) {
        Path relative = GivenPath.of(name.strip()).normalize();
        return new ImageRef(relative.toString().replace(File.separatorChar, '/'), folder.resolve(relative));
    }

    /** Whether the file is there. */
    public boolean exists() {
        return Files.isRegularFile(file);
    }
}
