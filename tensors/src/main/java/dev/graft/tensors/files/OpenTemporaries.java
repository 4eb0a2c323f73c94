package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The temporaries that this process is filling, to be removed when it is told to end. Its other threads go on meanwhile;
 * none gives a name of its own to what is being removed.
 */
final class OpenTemporaries {
    private static final int ROUNDS = 100;
    private static final long ROUND_NANOS = 10_000_000;
    private static final OpenTemporaries OF_PROCESS = new OpenTemporaries();

    static {
        ProcessEnd.add(OF_PROCESS::end);
    }

    private final Set<Path> paths = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean isEnding;

    /** Gives names to what is complete. */
    @FunctionalInterface
    interface Publication {
        void run() throws IOException;
    }

    /** Makes a temporary. */
    @FunctionalInterface
    interface Creation<T> {
        T run() throws IOException;
    }

    /** Has a temporary removed at the end of the process, unless it is released before. */
    static void register(Path temporary) {
        OF_PROCESS.add(temporary);
    }

    /** Removes a temporary now, with all that is in it; one that was given its own name is gone already. */
    static void release(Path temporary) throws IOException {
        OF_PROCESS.remove(temporary);
    }

    void add(Path temporary) {
        paths.add(temporary);
    }

    void remove(Path temporary) throws IOException {
        try {
            FileTree.delete(temporary);
        } catch (DirectoryNotEmptyException e) {
            removeAside(temporary); // a thread that was not waited for is still adding to it
        }
        if (Files.notExists(temporary)) {
            paths.remove(temporary);
        }
    }

    /** Makes a temporary, unless the process is ending, when it would stay. */
    static <T> T create(Creation<T> creation) throws IOException {
        List<T> created = new ArrayList<>(1);
        publish(() -> created.add(creation.run()));
        return created.get(0);
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
        paths.forEach(OpenTemporaries::removeAside);
        // Who is writing notices soon and lets go; until then it may make a folder anew.
        for (int round = 0; round < ROUNDS && !paths.isEmpty(); round++) {
            LockSupport.parkNanos(ROUND_NANOS);
            paths.forEach(OpenTemporaries::removeAside);
        }
    }

    /** What cannot be removed is found by the next sweep: its name tells that this process has ended. */
    private static void removeAside(Path path) {
        try {
            // Under another name nobody adds to it any more.
            Path aside = Temporary.beside(path.resolveSibling("ending")).path();
            Files.move(path, aside);
            FileTree.delete(aside);
        } catch (IOException e) {
            return; // gone, as it should be
        }
    }
}
