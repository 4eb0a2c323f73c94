package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a path means that something is to be written to. */
final class OutputPlace {
    /** What stands for standard output on command lines. */
    private static final String STANDARD_OUTPUT = "-";

    private static final int KIND = 0170000;
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private OutputPlace() {}

    /**
     * The file that is to be written: behind a link, what the link names, so that the link stays.
     *
     * @throws InvalidInputException if it is a device, a pipe, a folder or a link to nothing, or its folder is not there
     */
    static Path file(Path given) {
        Path file = behindLinks(given, absolute(given));
        if (file.getFileName() == null) {
            throw new InvalidInputException(given, "is no place for a file; name a file");
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

    /**
     * What a place is refused with that could not be written to its end, to be thrown.
     *
     * @param given as the user named it
     * @param folder that was there at the beginning
     */
    static UncheckedIOException unwritten(Path given, Path folder, IOException failure) {
        String problem = Files.isDirectory(folder)
                ? failure.toString()
                : "the folder " + folder + " was removed or moved meanwhile; put it back, or name another place";
        return new UncheckedIOException(Place.at(given, "cannot be written: " + problem), failure);
    }

    /** The folder that is to be written, where there may be one already, or nothing. */
    static Path folder(Path given) {
        Path folder = behindLinks(given, absolute(given));
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    given, "is a file or a device, and a folder was to be written; name another folder");
        }
        return folder;
    }

    /**
     * Whether it is something that takes bytes as they come and keeps none: a pipe, or a device such as a terminal.
     *
     * <p>A disk is a device too, and none of these.
     */
    static boolean isStream(Path given) {
        try {
            int mode = (int) Files.getAttribute(given, "unix:mode");
            return (mode & KIND) == PIPE || (mode & KIND) == CHARACTER_DEVICE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // nothing there, or a system without such
        }
    }

    private static Path absolute(Path given) {
        if (given.toString().equals(STANDARD_OUTPUT)) {
            throw new InvalidInputException(
                    "'-' stands for standard output, to which this cannot be written; name a place for it, ./- for one of"
                            + " that name");
        }
        return given.toAbsolutePath().normalize();
    }

    private static Path behindLinks(Path given, Path place) {
        return Files.isSymbolicLink(place) ? behindLink(given, place) : place;
    }

    private static Path behindLink(Path given, Path link) {
        try {
            if (isDescriptor(link)) {
                throw new InvalidInputException(
                        given, "is a file that some process has open, and would be replaced; name the file itself");
            }
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

    /** Whether a link leads through those by which the system names the open files of processes. */
    private static boolean isDescriptor(Path link) throws IOException {
        Path step = link;
        for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(step); i++) {
            Path folder = step.getParent().toRealPath();
            if (folder.startsWith("/proc") || folder.startsWith("/dev")) {
                return true;
            }
            step = folder.resolve(Files.readSymbolicLink(step)).normalize();
        }
        return false;
    }
}
