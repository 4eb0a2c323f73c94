package dev.graft.backbones.image.vp8;

import java.util.Arrays;

/** Predicts a whole square of samples from the row above it and the column to its left (RFC 6386, 12.2 and 12.3). */
final class BlockPrediction {
    // The numbers are those of the same modes of subblocks, which stand in for these as a neighbour's mode.
    static final int DC = SubblockPrediction.DC;
    static final int TRUE_MOTION = SubblockPrediction.TRUE_MOTION;
    static final int VERTICAL = SubblockPrediction.VERTICAL;
    static final int HORIZONTAL = SubblockPrediction.HORIZONTAL;

    private BlockPrediction() {}

    /** Predicts the square of {@code 1 << log} samples a side in a column and row of such squares. */
    static void predict(int mode, Plane plane, int column, int row, int log) {
        byte[] samples = plane.samples;
        int side = 1 << log;
        int at = plane.at(column << log, row << log);
        int above = at - plane.stride;
        switch (mode) {
            case DC -> fill(plane, at, side, mean(plane, at, log, column > 0, row > 0));
            case VERTICAL -> {
                for (int y = 0; y < side; y++) {
                    System.arraycopy(samples, above, samples, at + y * plane.stride, side);
                }
            }
            case HORIZONTAL -> {
                for (int y = 0, to = at; y < side; y++, to += plane.stride) {
                    Arrays.fill(samples, to, to + side, samples[to - 1]);
                }
            }
            default -> trueMotion(plane, at, side);
        }
    }

    /** What is above, shifted by how the left differs from the corner. */
    static void trueMotion(Plane plane, int at, int side) {
        byte[] samples = plane.samples;
        int above = at - plane.stride;
        int corner = samples[above - 1] & 0xff;
        for (int y = 0, to = at; y < side; y++, to += plane.stride) {
            int shift = (samples[to - 1] & 0xff) - corner;
            for (int x = 0; x < side; x++) {
                samples[to + x] = Sample.clip((samples[above + x] & 0xff) + shift);
            }
        }
    }

    /** The mean of the neighbours that lie inside the picture. */
    private static int mean(Plane plane, int at, int log, boolean left, boolean above) {
        int side = 1 << log;
        int sum = 0;
        if (above) {
            for (int x = 0; x < side; x++) {
                sum += plane.samples[at - plane.stride + x] & 0xff;
            }
        }
        if (left) {
            for (int y = 0; y < side; y++) {
                sum += plane.samples[at + y * plane.stride - 1] & 0xff;
            }
        }
        if (!left && !above) {
            return 128;
        }
        int shift = left && above ? log + 1 : log;
        return sum + (1 << shift - 1) >> shift;
    }

    private static void fill(Plane plane, int at, int side, int level) {
        for (int y = 0, to = at; y < side; y++, to += plane.stride) {
            Arrays.fill(plane.samples, to, to + side, (byte) level);
        }
    }
}
