package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The temporaries that this process is filling, to be removed when it is told to end. Its other threads go on meanwhile;
 * none gives a name of its own to what is being removed.
 */
final class OpenTemporaries {
    private static final OpenTemporaries OF_PROCESS = new OpenTemporaries();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OF_PROCESS::end, "graft-temporaries"));
    }

    private final Set<Path> paths = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean isEnding;

    /** Gives names to what is complete. */
    @FunctionalInterface
    interface Publication {
        void run() throws IOException;
    }

    /** Has a temporary removed at the end of the process, unless it is released before. */
    static void register(Path temporary) {
        OF_PROCESS.paths.add(temporary);
    }

    /** Removes a temporary now, with all that is in it; one that was given its own name is gone already. */
    static void release(Path temporary) throws IOException {
        FileTree.delete(temporary);
        OF_PROCESS.paths.remove(temporary);
    }

    /** Publishes something whole, or not at all if the process is ending. */
    static void publish(Publication publication) throws IOException {
        OF_PROCESS.publishUnlessEnding(publication);
    }

    void publishUnlessEnding(Publication publication) throws IOException {
        lock.readLock().lock();
        try {
            if (isEnding) {
                throw new IOException("the program is being ended");
            }
            publication.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Removes all, once nothing is being published, and nothing will be. */
    void end() {
        lock.writeLock().lock();
        try {
            isEnding = true;
        } finally {
            lock.writeLock().unlock();
        }
        paths.forEach(OpenTemporaries::remove);
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
}
