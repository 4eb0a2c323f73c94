package dev.graft.tensors.cache;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a cache may hold.
 *
 * @param bytes of the files of all entries
 */
public record CacheLimit(long bytes) {
    /** The environment variable that sets it. */
    public static final String VARIABLE = "GRAFT_CACHE_LIMIT";

    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?) ?([KMGT])B", Pattern.CASE_INSENSITIVE);
    private static final String PREFIXES = "KMGT";

    /**
     * Reads a size such as {@code 20GB} or {@code 1.5 TB}, in powers of 1000.
     *
     * @throws InvalidInputException if it is none
     */
    public static CacheLimit parse(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new InvalidInputException("the environment variable " + VARIABLE
                    + " should be a size such as 20GB, in" + " KB, MB, GB or TB; found '" + text + "'");
        }
        int power = 1 + PREFIXES.indexOf(size.group(2).toUpperCase(Locale.ROOT));
        return new CacheLimit(Math.round(Double.parseDouble(size.group(1)) * Math.pow(1000, power)));
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
            String removed = entry + " (" + size(size) + ", " + entry.of() + ")";
            if (remove(cache, entry, messages)) {
                total -= size;
                messages.accept(Place.at(
                        cache.root(), "removed " + removed + ", so that it keeps to " + VARIABLE + "=" + size(bytes)));
            }
        }
        if (total > bytes) {
            messages.accept(Place.at(
                    cache.root(),
                    "has " + size(total) + ", above " + VARIABLE + "=" + size(bytes)
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

    /** A size for people, such as {@code 1.5 GB}. */
    public static String size(long bytes) {
        double number = bytes;
        int power = 0;
        while (number >= 999.5 && power < PREFIXES.length()) {
            number /= 1000;
            power++;
        }
        String unit = power == 0 ? " B" : " " + PREFIXES.charAt(power - 1) + "B";
        return String.format(Locale.ROOT, power == 0 || number >= 99.5 ? "%.0f" : "%.1f", number) + unit;
    }
}
