package dev.graft.backbones.image.vp8;

import java.io.IOException;

/** Reads the coefficients of one block, in zigzag order, each as a token and its further bits (RFC 6386, 13). */
final class CoefficientReader {
    private static final int COEFFICIENTS = 16;
    private static final int BAND = CoefficientTables.CONTEXTS * CoefficientTables.BRANCHES;
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    /** The band of each place; the one behind the last is looked up, but not used. */
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

    /** The further bits of the tokens of large values, and the least value of each. */
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private static final int[] LARGE_BASE = {11, 19, 35, 67};

    private final int[] probabilities;

    CoefficientReader(int[] probabilities) {
        this.probabilities = probabilities;
    }

    /**
     * Reads a block.
     *
     * @param type what the block holds: luma without its first coefficients, these, chroma, luma
     * @param context how many of the neighbours above and to the left have coefficients
     * @param first the place of the first coefficient
     * @param dc what the coefficient at place 0 is multiplied by
     * @param ac what the others are multiplied by
     * @param to where they are written, from {@code at} on; zeros stand there
     * @return the place behind the last that was read
     */
    int read(BoolDecoder in, int type, int context, int first, int dc, int ac, short[] to, int at) throws IOException {
        int bands = CoefficientTables.at(type, 0, 0);
        int branch = bands + BANDS[first] * BAND + context * CoefficientTables.BRANCHES;
        int place = first;
        while (place < COEFFICIENTS) {
            if (in.bit(probabilities[branch]) == 0) {
                return place;
            }
            while (in.bit(probabilities[branch + 1]) == 0) {
                place++;
                if (place == COEFFICIENTS) {
                    return COEFFICIENTS;
                }
                branch = bands + BANDS[place] * BAND;
            }
            int value = in.bit(probabilities[branch + 2]) == 0 ? 1 : large(in, branch);
            int following = value == 1 ? 1 : 2;
            to[at + ZIGZAG[place]] = (short) (in.withSign(value) * (place == 0 ? dc : ac));
            place++;
            branch = bands + BANDS[place] * BAND + following * CoefficientTables.BRANCHES;
        }
        return COEFFICIENTS;
    }

    /** A value of more than 1. */
    private int large(BoolDecoder in, int branch) throws IOException {
        if (in.bit(probabilities[branch + 3]) == 0) {
            if (in.bit(probabilities[branch + 4]) == 0) {
                return 2;
            }
            return 3 + in.bit(probabilities[branch + 5]);
        }
        if (in.bit(probabilities[branch + 6]) == 0) {
            if (in.bit(probabilities[branch + 7]) == 0) {
                return 5 + in.bit(159);
            }
            int high = in.bit(165);
            return 7 + 2 * high + in.bit(145);
        }
        int upper = in.bit(probabilities[branch + 8]);
        int category = 2 * upper + in.bit(probabilities[branch + 9 + upper]);
        int further = 0;
        for (int probability : LARGE[category]) {
            further = further << 1 | in.bit(probability);
        }
        return LARGE_BASE[category] + further;
    }
}
