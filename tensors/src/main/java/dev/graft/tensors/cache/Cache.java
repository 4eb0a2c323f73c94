package dev.graft.tensors.cache;

import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.AtomicFolder;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of what can be made again, which may be deleted at any moment, in whole or in part.
 *
 * @param root absolute; need not be there
 */
public record Cache(Path root) {
    public Cache {
        root = root.toAbsolutePath().normalize();
    }

    /** That of this user: what {@code $GRAFT_CACHE} names, or the platform's. */
    public static Cache standard() {
        return new Cache(CacheFolder.of(""));
    }

    /** An entry, there or not. */
    public CacheEntry entry(CacheKind kind, String name) {
        return new CacheEntry(root, kind, name);
    }

    /** All entries that are there, the least recently used first. Folders that Graft did not make are not among them. */
    public List<CacheEntry> entries() {
        List<CacheEntry> entries = new ArrayList<>();
        for (CacheKind kind : CacheKind.values()) {
            for (Path folder : list(root.resolve(kind.toString()))) {
                CacheEntry entry = entry(kind, folder.getFileName().toString());
                if (entry.isThere() && !AtomicFiles.isTemporary(folder)) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparing(CacheEntry::lastUsed).thenComparing(CacheEntry::toString));
        return entries;
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(folder, "cannot be listed: " + e), e);
        }
    }

    /** Whether some process uses an entry now; unknown, and false, in a cache that can only be read. */
    public boolean isUsed(CacheEntry entry) {
        if (!Files.isWritable(root)) {
            return false;
        }
        try {
            Optional<FileLock> lock = CacheUse.exclusive(entry);
            if (lock.isPresent()) {
                lock.get().release();
            }
            return lock.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes an entry, unless a process uses it.
     *
     * @return whether it is gone
     * @throws UncheckedIOException if it cannot be removed, such as by a user whose it is not
     */
    public boolean remove(CacheEntry entry) {
        try {
            Optional<FileLock> lock = CacheUse.exclusive(entry);
            if (lock.isEmpty()) {
                return false;
            }
            Path hidden;
            try (FileLock held = lock.get()) {
                hidden = AtomicFolder.hide(entry.folder());
            }
            FileTree.delete(hidden);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(Place.at(entry.folder(), "cannot be removed: " + e), e);
        }
    }

    /** Deletes what killed processes left half written. */
    public void sweep() {
        for (CacheKind kind : CacheKind.values()) {
            Path folder = root.resolve(kind.toString());
            if (Files.isDirectory(folder)) {
                AtomicFiles.sweepShared(folder);
            }
        }
        entries().forEach(entry -> AtomicFiles.sweepShared(entry.folder()));
    }
}
