package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a path means that something is to be written to. */
final class OutputPlace {
    private OutputPlace() {}

    /**
     * The file that is to be written: behind a link, what the link names, so that the link stays.
     *
     * @throws InvalidInputException if it is a device, a pipe, a folder or a link to nothing, or its folder is not there
     */
    static Path file(Path given) {
        Path file = given.toAbsolutePath().normalize();
        if (file.getFileName() == null) {
            throw new InvalidInputException(given, "is no place for a file; name a file");
        }
        if (Files.isSymbolicLink(file)) {
            file = behindLink(given, file);
        }
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(given, "is a folder, and a file was to be written; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    given, "is a device, a pipe or a socket, and a file was to be written; name another file");
        }
        Path folder = file.getParent();
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    given,
                    Files.exists(folder)
                            ? "cannot be written: " + folder + " is no folder; name another file"
                            : "cannot be written: there is no folder " + folder + "; make it, or name another file");
        }
        return file;
    }

    /** The folder that is to be written, where there may be one already, or nothing. */
    static Path folder(Path given) {
        Path folder = given.toAbsolutePath().normalize();
        if (Files.isSymbolicLink(folder)) {
            folder = behindLink(given, folder);
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    given, "is a file or a device, and a folder was to be written; name another folder");
        }
        return folder;
    }

    private static Path behindLink(Path given, Path link) {
        try {
            if (!Files.exists(link)) {
                throw new InvalidInputException(
                        given,
                        "is a link to " + Files.readSymbolicLink(link)
                                + ", where there is nothing; name another place");
            }
            return link.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
