package dev.graft.backbones.image.vp8;

import java.io.IOException;

/** The size of a key frame in pixels, which stands in its first ten bytes (RFC 6386, 9.1). */
public record Vp8Size(int width, int height) {
    private static final int PROFILES = 4;

    /**
     * Reads the size.
     *
     * @param data a file
     * @param from where the frame begins in it
     * @param to where the frame ends
     * @throws IOException if it is not a frame that can be decoded alone
     */
    public static Vp8Size read(byte[] data, int from, int to) throws IOException {
        if (to - from < FrameHeader.BYTES) {
            throw new IOException("its picture is cut short");
        }
        int head = threeBytes(data, from);
        if (data[from + 3] != (byte) 0x9D || data[from + 4] != 1 || data[from + 5] != 0x2A) {
            throw new IOException("its picture does not begin as a VP8 picture does");
        }
        boolean shown = (head >> 4 & 1) == 1;
        if ((head & 1) == 1 || !shown || (head >> 1 & 7) >= PROFILES) {
            throw new IOException("its picture is not a VP8 key frame that is shown");
        }
        if (firstPartition(data, from) >= to - from) {
            throw new IOException("its picture is cut short");
        }
        int width = side(data, from + 6);
        int height = side(data, from + 8);
        if (width == 0 || height == 0) {
            throw new IOException("its picture is " + width + "x" + height + " pixels");
        }
        return new Vp8Size(width, height);
    }

    /** The length of the first partition in bytes. */
    static int firstPartition(byte[] data, int from) {
        return threeBytes(data, from) >> 5;
    }

    /** A number of three bytes, the lowest first. */
    static int threeBytes(byte[] data, int at) {
        return data[at] & 0xff | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16;
    }

    private static int side(byte[] data, int at) {
        return (data[at] & 0xff | (data[at + 1] & 0xff) << 8) & 0x3FFF;
    }
}
