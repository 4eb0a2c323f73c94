package dev.graft.backbones.image.webp;

import java.io.IOException;

/**
 * What the head of an extended WebP file says of it (RFC 9649, 2.7).
 *
 * @param width of the canvas in pixels
 * @param height of the canvas in pixels
 * @param hasAlpha whether a picture beside an animation has alpha
 * @param animated whether its pictures are an animation
 */
record Extension(int width, int height, boolean hasAlpha, boolean animated) {
    private static final int BYTES = 10;
    private static final int ANIMATED = 2;
    private static final int ALPHA = 16;
    private static final int KNOWN = 0x3E;

    static Extension read(byte[] file, Chunk chunk) throws IOException {
        int flags = chunk.length() == BYTES ? file[chunk.data()] & 0xff : -1;
        if ((flags & ~KNOWN) != 0) {
            throw new IOException("what it says of itself is not understood");
        }
        return new Extension(
                1 + LittleEndian.three(file, chunk.data() + 4),
                1 + LittleEndian.three(file, chunk.data() + 7),
                (flags & ALPHA) != 0,
                (flags & ANIMATED) != 0);
    }
}
