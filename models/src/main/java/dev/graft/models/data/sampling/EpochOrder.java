package dev.graft.models.data.sampling;

/**
 * The order in which an epoch visits the samples: a permutation that depends on the seed, the epoch and the number of
 * samples alone. A resumed run therefore needs no state but its step, and no replay.
 *
 * <p>Fisher-Yates shuffle (Durstenfeld 1964) driven by {@link SplitMix64}.
 */
public final class EpochOrder {
    private EpochOrder() {}

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
        SplitMix64 random = SplitMix64.of(seed, epoch);
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
}
