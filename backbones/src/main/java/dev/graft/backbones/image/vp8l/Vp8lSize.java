package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/** The size of a lossless WebP picture in pixels, which stands in its first five bytes. */
public record Vp8lSize(int width, int height) {
    static final int BYTES = 5;
    private static final int SIDE = (1 << 14) - 1;

    /**
     * Reads the size.
     *
     * @param data a file
     * @param from where the picture begins in it
     * @param to where the picture ends
     * @throws IOException if it does not begin as such a picture does
     */
    public static Vp8lSize read(byte[] data, int from, int to) throws IOException {
        if (to - from < BYTES) {
            throw new IOException("its picture is cut short");
        }
        int head = data[from + 1] & 0xff
                | (data[from + 2] & 0xff) << 8
                | (data[from + 3] & 0xff) << 16
                | (data[from + 4] & 0xff) << 24;
        if (data[from] != 0x2F || head >>> 29 != 0) {
            throw new IOException("its picture does not begin as a VP8L picture does");
        }
        return new Vp8lSize(1 + (head & SIDE), 1 + (head >>> 14 & SIDE));
    }
}
