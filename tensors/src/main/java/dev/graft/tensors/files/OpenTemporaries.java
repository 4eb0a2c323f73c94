package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The temporaries that this process is filling, to be removed when it is told to end. */
final class OpenTemporaries {
    private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenTemporaries::removeAll, "graft-temporaries"));
    }

    private OpenTemporaries() {}

    /** Has a temporary removed at the end of the process, unless it is released before. */
    static void register(Path temporary) {
        PATHS.add(temporary);
    }

    /** Removes a temporary now, with all that is in it; one that was given its own name is gone already. */
    static void release(Path temporary) throws IOException {
        FileTree.delete(temporary);
        PATHS.remove(temporary);
    }

    /** What cannot be removed is found by the next sweep: its name tells that this process has ended. */
    private static boolean remove(Path path) {
        try {
            FileTree.delete(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void removeAll() {
        PATHS.forEach(OpenTemporaries::remove);
    }
}
