package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Letters;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as a user writes them, in a setting, an environment variable or a file of data. */
public final class GivenPath {
    private GivenPath() {}

    /**
     * Reads a path.
     *
     * @throws InvalidInputException if no file can be called so, as Java alone says by an exception that is no user's
     */
    public static Path of(String text) {
        if (!Letters.areWhole(text)) {
            throw new InvalidInputException("not a file name: it has " + Letters.HALVED);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
            throw new InvalidInputException(
                    "not a file name: " + e.getMessage()
                            + (encoding.equals("UTF-8")
                                    ? ""
                                    : "; this system takes names in " + encoding
                                            + ", set LC_ALL=C.UTF-8 for names beyond it"),
                    e);
        }
    }
}
