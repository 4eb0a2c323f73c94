package dev.graft.backbones.image.vp8;

import java.util.Arrays;

/**
 * The samples of one component of a picture, in whole macroblocks, with the row above and the column to the left of it that its
 * edges are predicted from (RFC 6386, 12.2).
 */
final class Plane {
    private static final byte ABOVE = 127;
    private static final byte LEFT = (byte) 129;

    final byte[] samples;
    /** How far a sample is from the one above it. */
    final int stride;

    Plane(int width, int height) {
        this.stride = width + 1;
        this.samples = new byte[stride * (height + 1)];
        Arrays.fill(samples, 0, stride, ABOVE);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = LEFT;
        }
    }

    /** Where a sample lies; row and column -1 are the edges. */
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }
}
