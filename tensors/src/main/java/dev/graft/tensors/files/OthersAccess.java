package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether other users of this machine can change what lies in a folder.
 *
 * <p>They cannot if the folder is this user's and closed to others, and if on the way to it each folder is this user's or
 * the system's and cannot be written by others, or only in the manner of {@code /tmp}, where nobody moves what is another's.
 */
final class OthersAccess {
    /** Only the owner may read, write and enter. */
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int OTHERS_IN_ANY_WAY = 0077;
    private static final int OTHERS_ENTER = 0011;
    private static final int STICKY = 01000;

    private OthersAccess() {}

    /** Whether the file system knows owners and permissions as Unix does. */
    static boolean isKnown(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Why others could change what lies in a folder, in words that follow its name; empty if they cannot. */
    static Optional<String> problem(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("is no folder, but " + (Files.isSymbolicLink(folder) ? "a symbolic link" : "a file"));
        }
        UserPrincipal me = ProcessUser.get();
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(me)) {
            return Optional.of("belongs to " + owner.getName() + ", not to " + me.getName());
        }
        if (!isKnown(folder)) {
            return Optional.empty(); // Windows: what lies in a user's own folder inherits its access list
        }
        int mode = mode(folder);
        if ((mode & OTHERS_IN_ANY_WAY) != 0) {
            return Optional.of("is open to other users (mode " + Integer.toOctalString(mode & 07777)
                    + ", expected 700; chmod 700 closes it if all in it is yours)");
        }
        return problemOnTheWay(folder.toRealPath(), me);
    }

    private static Optional<String> problemOnTheWay(Path folder, UserPrincipal me) throws IOException {
        UserPrincipal system = Files.getOwner(folder.getRoot());
        for (Path part = folder.getParent(); part != null; part = part.getParent()) {
            Map<String, Object> found = Files.readAttributes(part, "unix:mode,uid,owner,group");
            Object owner = found.get("owner");
            int mode = (int) found.get("mode");
            boolean mine = owner.equals(me);
            if (!mine && !owner.equals(system) && (int) found.get("uid") != 0) {
                return Optional.of("lies in " + part + ", which belongs to " + name(owner));
            }
            boolean open = (mode & OTHERS_WRITE) != 0 || (mode & GROUP_WRITES) != 0 && !isOwnGroup(found);
            if (open && (mode & STICKY) == 0) {
                return Optional.of("lies in " + part + ", which other users can write (mode "
                        + Integer.toOctalString(mode & 07777) + "; chmod go-w ends that)");
            }
            if (mine && (mode & OTHERS_ENTER) == 0) {
                return Optional.empty(); // nobody else gets further than here
            }
        }
        return Optional.empty();
    }

    /** Where each user has a group of the same name, new folders may be written by that group, which holds nobody else. */
    private static boolean isOwnGroup(Map<String, Object> attributes) {
        return (int) attributes.get("uid") != 0 && name(attributes.get("owner")).equals(name(attributes.get("group")));
    }

    private static String name(Object principal) {
        return ((UserPrincipal) principal).getName();
    }

    private static int mode(Path folder) throws IOException {
        return (int) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
