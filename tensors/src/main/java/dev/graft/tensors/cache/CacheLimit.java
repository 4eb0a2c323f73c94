package dev.graft.tensors.cache;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Sizes;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How much a cache may hold.
 *
 * @param bytes of the files of all entries
 */
public record CacheLimit(long bytes) {
    /** The environment variable that sets it. */
    public static final String VARIABLE = "GRAFT_CACHE_LIMIT";

    /**
     * Reads a size such as {@code 20GB} or {@code 1.5 TB}, in powers of 1000.
     *
     * @throws InvalidInputException if it is none
     */
    public static CacheLimit parse(String text) {
        return new CacheLimit(Sizes.bytes(text)
                .orElseThrow(() -> new InvalidInputException("the environment variable " + VARIABLE
                        + " should be a size such as 20GB, in KB, MB, GB or TB; found '" + text + "'")));
    }

    /** The limit of an environment; empty where there is none. */
    public static Optional<CacheLimit> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(text -> !text.isBlank())
                .map(CacheLimit::parse);
    }

    /**
     * Removes the least recently used entries, of those that nobody uses, until the others are within the limit.
     *
     * @param messages told of each that is removed, and if the cache stays above the limit
     */
    public void enforce(Cache cache, Consumer<String> messages) {
        cache.sweep();
        List<CacheEntry> entries = cache.entries();
        long total = entries.stream().mapToLong(CacheEntry::bytes).sum();
        for (CacheEntry entry : entries) {
            if (total <= bytes) {
                return;
            }
            long size = entry.bytes();
            String removed = entry + " (" + Sizes.text(size) + ", " + entry.of() + ")";
            if (remove(cache, entry, messages)) {
                total -= size;
                messages.accept(Place.at(
                        cache.root(),
                        "removed " + removed + ", so that it keeps to " + VARIABLE + "=" + Sizes.text(bytes)));
            }
        }
        if (total > bytes) {
            messages.accept(Place.at(
                    cache.root(),
                    "has " + Sizes.text(total) + ", above " + VARIABLE + "=" + Sizes.text(bytes)
                            + ": the rest is in use, or cannot be removed"));
        }
    }

    private static boolean remove(Cache cache, CacheEntry entry, Consumer<String> messages) {
        try {
            return cache.remove(entry);
        } catch (UncheckedIOException e) {
            messages.accept(e.getMessage());
            return false;
        }
    }
}
