package dev.graft.models.data;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.GivenPath;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;

/**
 * An image of a data set: the name that the data set gives it, and where its bytes lie.
 *
 * <p>The name identifies the image. It does not depend on where the data set lies, so splits made by it are the same on
 * every machine; it is written with '/' and without '.' or '..' steps, so that one image has one name.
 *
 * @param name the image's name in the data set, such as {@code images/12.png}
 * @param source where the image lies; need not exist until it is used
 */
public record ImageRef(String name, ImageSource source) {
    public ImageRef {
        Objects.requireNonNull(source, "source");
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
        return of(relative.toString().replace(File.separatorChar, '/'), folder.resolve(relative));
    }

    /** The image that a file is. */
    public static ImageRef of(String name, Path file) {
        return new ImageRef(name, new ImageSource.InFile(file));
    }

    /** Whether the image is there. */
    public boolean exists() {
        return source.exists();
    }

    /** What to add to the message that the image is not there: what is nearly so called, and how it differs; or nothing. */
    public String near() {
        return NearImage.hint(this);
    }

    /** The bytes of the image; see {@link ImageSource#bytes}. */
    public byte[] bytes() {
        return source.bytes();
    }
}
