package dev.graft.backbones.image.vp8;

/** From coefficients to what is added to the prediction (RFC 6386, 14). */
final class InverseTransform {
    /** The square root of 2 times the cosine of an eighth of pi less 1, and times its sine, in 65536ths. */
    private static final int COSINE_LESS_1 = 20091;

    private static final int SINE = 35468;

    private InverseTransform() {}

    /** The Walsh-Hadamard transform of the first coefficients, each put where its block begins. */
    static void second(short[] in, short[] out) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            int outerSum = in[i] + in[12 + i];
            int outerDifference = in[i] - in[12 + i];
            int innerSum = in[4 + i] + in[8 + i];
            int innerDifference = in[4 + i] - in[8 + i];
            half[i] = outerSum + innerSum;
            half[4 + i] = outerDifference + innerDifference;
            half[8 + i] = outerSum - innerSum;
            half[12 + i] = outerDifference - innerDifference;
        }
        for (int i = 0; i < 16; i += 4) {
            int outerSum = half[i] + half[i + 3] + 3;
            int outerDifference = half[i] - half[i + 3] + 3;
            int innerSum = half[i + 1] + half[i + 2];
            int innerDifference = half[i + 1] - half[i + 2];
            out[i * Macroblock.BLOCK] = (short) (outerSum + innerSum >> 3);
            out[(i + 1) * Macroblock.BLOCK] = (short) (outerDifference + innerDifference >> 3);
            out[(i + 2) * Macroblock.BLOCK] = (short) (outerSum - innerSum >> 3);
            out[(i + 3) * Macroblock.BLOCK] = (short) (outerDifference - innerDifference >> 3);
        }
    }

    /** Adds a block of which only the first coefficient is not 0. */
    static void addFlat(int coefficient, Plane plane, int at) {
        int level = coefficient + 4 >> 3;
        for (int y = 0; y < 4; y++) {
            int row = at + y * plane.stride;
            for (int x = 0; x < 4; x++) {
                add(plane.samples, row + x, level);
            }
        }
    }

    /**
     * Adds a block, whose coefficients lie from {@code from} on; {@code half} has room for 16 numbers. Of sums so many upper bits
     * are lost: no encoder writes coefficients that need them, but a damaged file may have such.
     */
    static void add(short[] in, int from, int lost, int[] half, Plane plane, int at) {
        for (int i = 0; i < 4; i++) {
            int first = in[from + i];
            int second = in[from + 4 + i];
            int third = in[from + 8 + i];
            int fourth = in[from + 12 + i];
            int sum = first + third;
            int difference = first - third;
            int odd = sine(second) - cosine(fourth);
            int even = cosine(second) + sine(fourth);
            half[i] = sum + even << lost >> lost;
            half[4 + i] = difference + odd << lost >> lost;
            half[8 + i] = difference - odd << lost >> lost;
            half[12 + i] = sum - even << lost >> lost;
        }
        for (int i = 0, row = at; i < 16; i += 4, row += plane.stride) {
            int sum = half[i] + half[i + 2] + 4;
            int difference = half[i] - half[i + 2] + 4;
            int odd = sine(half[i + 1]) - cosine(half[i + 3]);
            int even = cosine(half[i + 1]) + sine(half[i + 3]);
            add(plane.samples, row, sum + even << lost >> lost + 3);
            add(plane.samples, row + 1, difference + odd << lost >> lost + 3);
            add(plane.samples, row + 2, difference - odd << lost >> lost + 3);
            add(plane.samples, row + 3, sum - even << lost >> lost + 3);
        }
    }

    private static int cosine(int value) {
        return value + (value * COSINE_LESS_1 >> 16);
    }

    private static int sine(int value) {
        return value * SINE >> 16;
    }

    private static void add(byte[] samples, int at, int level) {
        samples[at] = Sample.clip((samples[at] & 0xff) + level);
    }
}
