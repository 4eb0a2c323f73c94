package dev.graft.tensors.files;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A folder that what is named in it cannot leave, neither by {@code ..} nor by an absolute path nor by a link.
 *
 * <p>A file is opened at the place that its links led to when they were followed, and its last step is not followed again;
 * after it was read the place is looked at once more. Who can change folders meanwhile gains nothing that lasts.
 *
 * @param folder without links
 */
public record ConfinedFolder(Path folder) {
    /**
     * A folder that is there.
     *
     * @throws ModelFileException if it is not
     */
    public static ConfinedFolder of(Path folder) {
        try {
            return new ConfinedFolder(folder.toRealPath());
        } catch (IOException e) {
            throw new ModelFileException(folder, "there is no such folder", e);
        }
    }

    /**
     * Where a path in the folder leads, without links; a file that is not there is where it would be.
     *
     * @param path absolute, or relative to the folder
     * @throws InvalidInputException if it leads out of the folder
     */
    public Path resolve(Path path) {
        Path place = real(folder.resolve(path).toAbsolutePath().normalize());
        if (!place.startsWith(folder)) {
            throw new InvalidInputException(
                    "leads out of the folder " + folder + ", to which what is read is confined; put the file there");
        }
        return place;
    }

    /**
     * The contents of a file in the folder.
     *
     * @param limit how many bytes it has at most
     * @throws InvalidInputException as {@link #resolve}
     * @throws ModelFileException if it cannot be read
     */
    public byte[] read(Path path, int limit) {
        Path place = resolve(path);
        InputFile.require(place);
        try (InputStream in = Files.newInputStream(place, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new ModelFileException(path, "has more than " + limit + " bytes, the most that are read");
            }
            if (!resolve(path).equals(place)) {
                throw new ModelFileException(path, "was put elsewhere while it was read; try again");
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            Path parent = path.getParent();
            return parent == null || Files.isSymbolicLink(path)
                    ? path
                    : real(parent).resolve(path.getFileName());
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be reached: " + e, e);
        }
    }
}
