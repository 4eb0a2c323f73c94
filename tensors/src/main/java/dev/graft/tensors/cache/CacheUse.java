package dev.graft.tensors.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The entries that this process uses: nobody else removes them by {@link Cache#remove} meanwhile.
 *
 * <p>What is used stays used until {@link #releaseAll}, or until the process ends, however it ends. Where no lock can be
 * had, as in a cache of another user, entries are used without: whoever reads them makes anew what is gone.
 */
public final class CacheUse {
    /** A remover holds a lock for as long as a folder takes to be renamed. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long PAUSE_MILLIS = 10;

    /** One thread of this process at a time; the locks of files are those of the process. */
    private static final ReentrantLock TURN = new ReentrantLock();

    private static final Map<CacheEntry, Held> HELD = new LinkedHashMap<>();
    private static final Set<Path> CACHES = new TreeSet<>();

    private record Held(String of, Optional<FileLock> lock) {}

    private CacheUse() {}

    /**
     * Tells that this process uses an entry, there or still to be made.
     *
     * @param of what it is of, in a line for the user
     */
    public static synchronized void hold(CacheEntry entry, String of) {
        CACHES.add(entry.cache());
        Optional<CacheLocks> locks = CacheLocks.of(entry.cache());
        Held held = HELD.get(entry);
        boolean valid = held != null
                && held.lock().isPresent()
                && locks.isPresent()
                && locks.get().has(held.lock().get());
        if (!valid) {
            HELD.put(entry, new Held(of, locks.flatMap(open -> lock(open, entry))));
        }
        entry.touch(of);
    }

    private static Optional<FileLock> lock(CacheLocks locks, CacheEntry entry) {
        return await(() -> locks.take(entry, true));
    }

    private interface Attempt {
        Optional<FileLock> take() throws IOException;
    }

    private static Optional<FileLock> await(Attempt attempt) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                Optional<FileLock> lock = attempt.take();
                if (lock.isPresent() || System.nanoTime() > end) {
                    return lock;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | OverlappingFileLockException | NonWritableChannelException e) {
            return Optional.empty(); // a file system without locks, or this process has it under another class loader
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Waits until nobody else puts an entry in its place, and keeps others from it until it is closed. */
    static Closeable turn(CacheEntry entry) {
        TURN.lock();
        Optional<FileLock> lock = CacheLocks.of(entry.cache()).flatMap(locks -> await(() -> locks.takeTurn(entry)));
        return () -> {
            lock.ifPresent(CacheUse::release);
            TURN.unlock();
        };
    }

    /**
     * The lock of an entry for the one who removes it; empty if somebody uses it, this process too.
     *
     * @throws IOException if nobody can tell, as in a cache that this user may not write
     */
    static synchronized Optional<FileLock> exclusive(CacheEntry entry) throws IOException {
        if (HELD.containsKey(entry)) {
            return Optional.empty();
        }
        Optional<CacheLocks> locks = CacheLocks.of(entry.cache());
        if (locks.isEmpty()) {
            throw new AccessDeniedException(entry.cache().toString());
        }
        try {
            return locks.get().take(entry, false);
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (NonWritableChannelException e) {
            throw (IOException) new AccessDeniedException(entry.cache().toString()).initCause(e);
        }
    }

    /** Tells that this process uses nothing of the cache any more, and notes the time. */
    public static synchronized void releaseAll() {
        HELD.forEach((entry, held) -> {
            entry.touch(held.of());
            held.lock().ifPresent(CacheUse::release);
        });
        HELD.clear();
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            return; // its channel is closed, and it with it
        }
    }

    /** The caches of which this process has used something. */
    public static synchronized Set<Path> caches() {
        return Set.copyOf(CACHES);
    }
}
