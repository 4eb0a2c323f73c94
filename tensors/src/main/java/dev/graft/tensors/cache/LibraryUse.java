package dev.graft.tensors.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The builds of native libraries in a cache: each version of Graft may bring others, and those of former ones go by themselves. */
public final class LibraryUse {
    /** How long a build is kept that no process uses: another version of Graft may still be at work now and then. */
    static final Duration KEPT = Duration.ofDays(90);

    private LibraryUse() {}

    /**
     * Tells that this process uses a build, and removes others of the same libraries that nobody has used for long. What a
     * process uses, however old, and what is another user's stays.
     *
     * @param folder of the build, {@code CACHE/native/NAME-BUILD}, whose name has no hyphen
     * @param of what it is of, in a line for the user
     */
    public static void hold(Path folder, String of) {
        CacheEntry entry = CacheEntry.at(folder);
        CacheUse.hold(entry, of);
        try {
            removeFormer(entry);
        } catch (IOException | UncheckedIOException e) {
            return; // they cost some room, and the next process tries again
        }
    }

    private static void removeFormer(CacheEntry entry) throws IOException {
        String libraries = entry.name().substring(0, entry.name().indexOf('-') + 1);
        Instant before = Instant.now().minus(KEPT);
        UserPrincipal owner = owner(entry);
        Cache cache = new Cache(entry.cache());
        List<CacheEntry> former = cache.entries().stream()
                .filter(other -> other.kind() == entry.kind() && other.name().startsWith(libraries))
                .filter(other -> !other.equals(entry) && other.lastUsed().isBefore(before))
                .toList();
        for (CacheEntry other : former) {
            if (owner(other).equals(owner)) {
                cache.remove(other);
            }
        }
    }

    private static UserPrincipal owner(CacheEntry entry) throws IOException {
        return Files.getOwner(entry.folder(), LinkOption.NOFOLLOW_LINKS);
    }
}
