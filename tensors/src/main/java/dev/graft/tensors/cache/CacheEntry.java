package dev.graft.tensors.cache;

import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;

/**
 * A part of the cache that is used and removed as a whole. A small file in its folder says what it is of, and by its time
 * when it was last used; a folder without one is none of ours, and is left alone.
 *
 * @param cache the folder of the cache, absolute
 * @param name the name of the entry's folder, which tells the content
 */
public record CacheEntry(Path cache, CacheKind kind, String name) {
    private static final String RECORD = ".graft-entry";

    /** The entry that lies in a folder {@code CACHE/KIND/NAME}. */
    public static CacheEntry at(Path folder) {
        Path kind = folder.getParent();
        return new CacheEntry(
                kind.getParent(),
                CacheKind.valueOf(kind.getFileName().toString().toUpperCase(Locale.ROOT)),
                folder.getFileName().toString());
    }

    /** Where it lies, or would lie. */
    public Path folder() {
        return cache.resolve(kind.toString()).resolve(name);
    }

    /** Whether there is a folder, no link, that Graft has made. */
    public boolean isThere() {
        return isFolder() && Files.isRegularFile(record(), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isFolder() {
        return Files.isDirectory(folder(), LinkOption.NOFOLLOW_LINKS);
    }

    private Path record() {
        return folder().resolve(RECORD);
    }

    /** Writes into a folder that is to become an entry what it is of. */
    static void describe(Path folder, String of) throws IOException {
        Files.writeString(folder.resolve(RECORD), of + "\n");
    }

    /**
     * Notes that it was used now. In a cache that can only be read nothing is noted.
     *
     * @param of what it is of, written down where that is not yet known
     */
    void touch(String of) {
        if (!isFolder()) {
            return;
        }
        try {
            if (isThere()) {
                Files.setLastModifiedTime(record(), FileTime.from(Instant.now()));
            } else {
                Files.deleteIfExists(record());
                AtomicFiles.write(record(), of + "\n");
            }
        } catch (IOException | RuntimeException e) {
            return;
        }
    }

    /** What it is of, in a line, as it was written down. */
    public String of() {
        try {
            return Files.readString(record()).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** When a process last began or ceased to use it. */
    public Instant lastUsed() {
        try {
            return Files.getLastModifiedTime(record()).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** The size of its files; 0 where it is gone meanwhile. */
    public long bytes() {
        try {
            return FileTree.bytes(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
