package dev.graft.backbones.image.vp8;

import java.io.IOException;

/**
 * How much the edges of a macroblock are smoothed (RFC 6386, 9.6 and 15.2).
 *
 * @param limit the most difference across an edge inside the macroblock; 0: no edge of it is smoothed
 * @param interior the most difference between neighbours on one side
 * @param variance the difference from which a side counts as uneven
 */
record FilterStrength(int limit, int interior, int variance) {
    private static final int LIMIT_OF_LEVEL = 63;
    private static final FilterStrength NONE = new FilterStrength(0, 0, 0);

    /** The strengths of a frame. */
    record Frame(boolean simple, FilterStrength[] strengths) {
        /** Whether no macroblock is smoothed. */
        boolean isNone() {
            return strengths.length == 0;
        }

        /** The strength for the macroblocks of a segment that are predicted as a whole or in subblocks. */
        FilterStrength of(int segment, boolean subblocks) {
            return strengths[segment * 2 + (subblocks ? 1 : 0)];
        }
    }

    static Frame read(BoolDecoder in, Segments segments) throws IOException {
        boolean simple = in.flag();
        int level = in.number(6);
        int sharpness = in.number(3);
        int all = 0;
        int subblocks = 0;
        boolean differing = in.flag();
        if (differing && in.flag()) {
            int[] deltas = new int[8]; // four of reference frames, four of modes
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = in.optional(6);
            }
            all = deltas[0];
            subblocks = deltas[4];
        }
        if (level == 0) {
            return new Frame(simple, new FilterStrength[0]);
        }
        FilterStrength[] strengths = new FilterStrength[2 * Segments.COUNT];
        for (int i = 0; i < Segments.COUNT; i++) {
            int base = segments.strength(i, level) + all;
            strengths[2 * i] = of(base, sharpness);
            strengths[2 * i + 1] = of(base + subblocks, sharpness);
        }
        return new Frame(simple, strengths);
    }

    private static FilterStrength of(int wanted, int sharpness) {
        int level = Math.min(Math.max(wanted, 0), LIMIT_OF_LEVEL);
        if (level == 0) {
            return NONE;
        }
        int interior = level;
        if (sharpness > 0) {
            interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        interior = Math.max(interior, 1);
        return new FilterStrength(2 * level + interior, interior, level >= 40 ? 2 : level >= 15 ? 1 : 0);
    }
}
