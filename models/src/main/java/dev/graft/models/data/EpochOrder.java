package dev.graft.models.data;

/**
 * The order in which an epoch visits the samples: a permutation that depends on the seed, the epoch and the number of
 * samples alone. A resumed run therefore needs no state but its step, and no replay.
 *
 * <p>Fisher-Yates shuffle (Durstenfeld 1964) driven by SplitMix64 (Steele, Lea, Flood 2014), written out here because the
 * platform's generators promise no sequence.
 */
public final class EpochOrder {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private EpochOrder(long seed, long epoch) {
        this.state = mix(mix(seed) + GOLDEN_GAMMA * (epoch + 1));
    }

    /**
     * The order of one epoch.
     *
     * @param size how many samples there are
     * @return the numbers 0 to {@code size - 1}, each once
     */
    public static int[] of(long seed, long epoch, int size) {
        if (size < 0 || epoch < 0) {
            throw new IllegalArgumentException("size and epoch must not be negative: " + size + ", " + epoch);
        }
        EpochOrder random = new EpochOrder(seed, epoch);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int j = random.below(i + 1);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    /** Uniform in [0, bound): the high half of a 64-bit by 32-bit product, whose bias is below 2^-32. */
    private int below(int bound) {
        state += GOLDEN_GAMMA;
        return (int) Math.multiplyHigh(mix(state) >>> 1, (long) bound << 1);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
