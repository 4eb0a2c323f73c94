package dev.graft.models.data;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the bytes of an image lie: in a file of its own, or within one that holds many. Equal sources give the same bytes,
 * and {@code toString} is how messages call the place.
 */
public interface ImageSource {
    /** Whether something is there, as far as can be told without reading it. */
    boolean exists();

    /**
     * The bytes of the image, as a file of its own would hold them.
     *
     * @throws ModelFileException if they cannot be read
     */
    byte[] bytes();

    /** The same place, so written that two ways to name it are equal. */
    default ImageSource normalized() {
        return this;
    }

    /**
     * A file that is the image.
     *
     * @param path need not exist until it is used
     */
    record InFile(Path path) implements ImageSource {
        private static final int MAX_BYTES = 1 << 29;

        @Override
        public boolean exists() {
            return Files.isRegularFile(path);
        }

        @Override
        public byte[] bytes() {
            return InputFile.read(path, MAX_BYTES);
        }

        @Override
        public ImageSource normalized() {
            return new InFile(path.toAbsolutePath().normalize());
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
