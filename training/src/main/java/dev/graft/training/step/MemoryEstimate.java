package dev.graft.training.step;

import java.util.Locale;

/**
 * What the steps of a training are expected to take of the machine's memory at their peak, in bytes.
 *
 * @param weights frozen ones, with the copies that products have of them
 * @param values what one run of the training graph holds at once
 * @param trained the trained weights with what their training keeps of each
 */
public record MemoryEstimate(long weights, long values, long trained) {
    /** What the program itself takes: Java with its heap, the runtime, and graphs while they are prepared. */
    public static final long PROGRAM_BYTES = 280L << 20;

    private static final double GIGABYTE = 1e9;

    public long total() {
        return weights + values + trained + PROGRAM_BYTES;
    }

    /** Bytes as messages write them, such as {@code 1.3 GB}. */
    public static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f GB (frozen weights %.1f, values of a step %.1f, trained weights %.1f, the program %.1f)",
                total() / GIGABYTE,
                weights / GIGABYTE,
                values / GIGABYTE,
                trained / GIGABYTE,
                PROGRAM_BYTES / GIGABYTE);
    }
}
