package dev.graft.tensors.cache;

import dev.graft.tensors.files.FileHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The locks of a cache's entries, all in one file: each entry has a byte of it, at a place that follows from its name.
 *
 * <p>One file, opened once and never closed while it is there, because Unix drops all locks that a process has on a file as
 * soon as the process closes any of its descriptors. And a lock has no file of its own that would have to be deleted with
 * the entry while others wait for it.
 */
final class CacheLocks {
    /** Where the second bytes of the entries begin, behind all of the first. */
    private static final long TURNS = 1L << 60;

    private static final String FILE = "uses.lock";
    private static final Map<Path, CacheLocks> OPEN = new ConcurrentHashMap<>();

    private final FileChannel channel;
    private final Object identity;

    private CacheLocks(FileChannel channel, Object identity) {
        this.channel = channel;
        this.identity = identity;
    }

    /** Those of a cache; empty where there can be none, as in a cache of another user. */
    static synchronized Optional<CacheLocks> of(Path cache) {
        Path file = cache.resolve(FILE);
        CacheLocks known = OPEN.get(cache);
        if (known != null && known.isOf(file)) {
            return Optional.of(known);
        }
        Optional<CacheLocks> opened = open(file);
        opened.ifPresentOrElse(locks -> OPEN.put(cache, locks), () -> OPEN.remove(cache));
        return opened;
    }

    private static Optional<CacheLocks> open(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return Optional.of(open(
                    file,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            try {
                return Optional.of(open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            } catch (IOException unreadable) {
                return Optional.empty();
            }
        }
    }

    private static CacheLocks open(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        return new CacheLocks(channel, identity(file));
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Whether the file is still the one that was opened, and not deleted with the whole cache meanwhile. */
    private boolean isOf(Path file) {
        try {
            return Objects.equals(identity(file), identity);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The lock of an entry.
     *
     * @param shared whether others may have it too, as those who use an entry
     * @return empty if another process has it
     * @throws OverlappingFileLockException if this process has it, such as for another class loader
     */
    Optional<FileLock> take(CacheEntry entry, boolean shared) throws IOException {
        return Optional.ofNullable(channel.tryLock(place(entry), 1, shared));
    }

    private static long place(CacheEntry entry) {
        String digits = FileHash.ofText(entry.toString()).substring(0, 15);
        return Long.parseLong(digits, 16);
    }

    /** The lock of whoever puts an entry in its place; as {@link #take}, and no hindrance to those who use the entry. */
    Optional<FileLock> takeTurn(CacheEntry entry) throws IOException {
        return Optional.ofNullable(channel.tryLock(place(entry) + TURNS, 1, false));
    }

    /** Whether a lock that was taken is one of these. */
    boolean has(FileLock lock) {
        return lock.acquiredBy() == channel;
    }
}
