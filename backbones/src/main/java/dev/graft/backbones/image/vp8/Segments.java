package dev.graft.backbones.image.vp8;

import java.io.IOException;

/**
 * The four groups of macroblocks that have quantisers and strengths of the filter of their own (RFC 6386, 9.3).
 *
 * @param used whether there are groups at all
 * @param mapped whether each macroblock says which group it is of; else all are of the first
 * @param absolute whether the values below stand for the frame's; else they are added to them
 * @param quantizers the index of the quantiser of each
 * @param strengths the strength of the filter of each
 * @param tree the probabilities of the three branches of a macroblock's group
 */
record Segments(boolean used, boolean mapped, boolean absolute, int[] quantizers, int[] strengths, int[] tree) {
    static final int COUNT = 4;

    static Segments read(BoolDecoder in) throws IOException {
        int[] quantizers = new int[COUNT];
        int[] strengths = new int[COUNT];
        int[] tree = {255, 255, 255};
        if (!in.flag()) {
            return new Segments(false, false, true, quantizers, strengths, tree);
        }
        boolean mapped = in.flag();
        boolean absolute = true;
        if (in.flag()) {
            absolute = in.flag();
            for (int i = 0; i < COUNT; i++) {
                quantizers[i] = in.optional(7);
            }
            for (int i = 0; i < COUNT; i++) {
                strengths[i] = in.optional(6);
            }
        }
        if (mapped) {
            for (int i = 0; i < tree.length; i++) {
                tree[i] = in.flag() ? in.number(8) : 255;
            }
        }
        return new Segments(true, mapped, absolute, quantizers, strengths, tree);
    }

    /** The index of a group's quantiser, where {@code frame} is the frame's. */
    int quantizer(int segment, int frame) {
        return value(quantizers[segment], frame);
    }

    /** The strength of a group's filter, where {@code frame} is the frame's. */
    int strength(int segment, int frame) {
        return value(strengths[segment], frame);
    }

    private int value(int own, int frame) {
        if (!used) {
            return frame;
        }
        return absolute ? own : frame + own;
    }

    /** The group of the next macroblock. */
    int next(BoolDecoder in) throws IOException {
        if (!mapped) {
            return 0;
        }
        return in.bit(tree[0]) == 0 ? in.bit(tree[1]) : 2 + in.bit(tree[2]);
    }
}
