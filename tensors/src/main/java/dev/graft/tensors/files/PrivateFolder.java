package dev.graft.tensors.files;

import dev.graft.tensors.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A folder whose contents nobody but this user can have put there or can change: for what is executed, such as native
 * libraries.
 *
 * <p>A folder that is there already is believed only if it is this user's own, no link, closed to others (mode 700), and
 * if nobody else can put another one in its place. Where none can be had in the places that were asked for, a fresh
 * temporary one is made, which goes with the process, or is deleted by a later one if the process is killed.
 *
 * @param path the real path, with no links in it
 * @param isShared whether other processes of this user use it too; a temporary one is this process's alone
 */
public record PrivateFolder(Path path, boolean isShared) {
    private static final System.Logger LOG = System.getLogger(PrivateFolder.class.getName());

    /**
     * The first of some folders that is private or can be made so, or else a temporary one.
     *
     * @throws UncheckedIOException if not even a temporary folder can be made
     */
    public static PrivateFolder open(List<Path> candidates) {
        for (Path candidate : candidates) {
            try {
                Path folder = candidate.toAbsolutePath().normalize();
                create(folder);
                Optional<String> problem = OthersAccess.problem(folder);
                if (problem.isEmpty()) {
                    return new PrivateFolder(folder.toRealPath(), true);
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        Place.at(
                                folder,
                                problem.get()
                                        + ". What is executed is not taken from there but from another folder, until"
                                        + " this one is removed, or GRAFT_CACHE names another"));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> Place.at(candidate, "cannot be used: " + e));
            }
        }
        return temporary();
    }

    /** A fresh folder for this process alone. */
    public static PrivateFolder temporary() {
        try {
            return new PrivateFolder(TemporaryFolders.create().toRealPath(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no folder for native libraries can be made, neither in the cache nor in "
                            + System.getProperty("java.io.tmpdir") + " (" + e
                            + "); name a folder that can be written by GRAFT_CACHE",
                    e);
        }
    }

    /** The folder itself is made private; the folders above it as this user's folders are. */
    private static void create(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        try {
            if (OthersAccess.isKnown(folder)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OthersAccess.PRIVATE));
            } else {
                Files.createDirectory(folder);
            }
        } catch (FileAlreadyExistsException e) {
            return; // whatever it is, it is checked
        }
    }
}
