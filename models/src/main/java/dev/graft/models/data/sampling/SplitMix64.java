package dev.graft.models.data.sampling;

/**
 * Random numbers that are the same on every machine and in every release: SplitMix64 (Steele, Lea, Flood 2014), written
 * out because the platform's generators promise no sequence. Not for several threads.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private SplitMix64(long state) {
        this.state = state;
    }

    /** One of the sequences of a seed; sequences of different {@code stream} are independent. */
    public static SplitMix64 of(long seed, long stream) {
        return new SplitMix64(mix(mix(seed) + GOLDEN_GAMMA * (stream + 1)));
    }

    /** The next 64 bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, bound): the high half of a 64-bit by 32-bit product, whose bias is below 2^-32. */
    public int below(int bound) {
        return (int) Math.multiplyHigh(next() >>> 1, (long) bound << 1);
    }

    /** Uniform in [from, to). */
    public double between(double from, double to) {
        return from + (to - from) * ((next() >>> 11) * 0x1p-53);
    }

    /** True with a probability. */
    public boolean chance(double probability) {
        return between(0, 1) < probability;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
