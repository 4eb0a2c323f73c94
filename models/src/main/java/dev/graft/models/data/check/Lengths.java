package dev.graft.models.data.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The lengths of many things, such as of samples in tokens.
 *
 * @param sorted from the shortest to the longest
 * @param context the most that is read; empty where there is no such limit
 */
public record Lengths(int[] sorted, OptionalInt context) {
    private static final int BUCKETS = 10;
    private static final int BAR = 40;

    /** A range of lengths, both ends among it, and how many lie in it. */
    public record Bucket(int from, int to, int count) {}

    public static Lengths of(int[] lengths, OptionalInt context) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        return new Lengths(sorted, context);
    }

    /** The length that a fraction of all does not exceed. */
    public int quantile(double fraction) {
        return sorted.length == 0 ? 0 : sorted[rank(fraction, sorted.length)];
    }

    /** The place, in ascending order, of the one that a fraction of {@code count} does not exceed. */
    static int rank(double fraction, int count) {
        return Math.max(0, (int) Math.ceil(fraction * count) - 1);
    }

    /** How many are longer than the context. */
    public int over() {
        int most = context.orElse(Integer.MAX_VALUE);
        return (int) Arrays.stream(sorted).filter(length -> length > most).count();
    }

    /** Ranges of equal width up to the longest, or up to the context and one for all beyond. */
    public List<Bucket> histogram() {
        int longest = quantile(1);
        boolean bounded = context.isPresent() && context.getAsInt() <= 2L * longest;
        int span = bounded ? context.getAsInt() : longest;
        List<Bucket> buckets = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= BUCKETS; i++) {
            int to = (int) ((long) span * i / BUCKETS);
            if (to >= from) {
                buckets.add(bucket(from, to));
                from = to + 1;
            }
        }
        if (longest > span) {
            buckets.add(bucket(from, longest));
        }
        return buckets;
    }

    private Bucket bucket(int from, int to) {
        long count = Arrays.stream(sorted)
                .filter(length -> length >= from && length <= to)
                .count();
        return new Bucket(from, to, (int) count);
    }

    /** A line for each range, with a bar. */
    public String toText() {
        List<Bucket> buckets = histogram();
        int most = buckets.stream().mapToInt(Bucket::count).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Bucket bucket : buckets) {
            int bar = most == 0 ? 0 : (int) Math.ceil((double) bucket.count() * BAR / most);
            String range = bucket.from() + "-" + bucket.to();
            text.append(String.format(Locale.ROOT, "%15s %9d %s", range, bucket.count(), "#".repeat(bar))
                            .stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }
}
