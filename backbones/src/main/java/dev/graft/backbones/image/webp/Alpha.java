package dev.graft.backbones.image.webp;

import dev.graft.backbones.image.vp8l.Vp8lPicture;
import java.io.IOException;

/** The alpha of a lossy picture: it is dropped, but a file in which it is damaged is refused, as by libwebp. */
final class Alpha {
    private Alpha() {}

    static void check(byte[] file, Chunk chunk, int width, int height) throws IOException {
        if (chunk.length() < 2) {
            throw new IOException("its alpha is cut short");
        }
        int head = file[chunk.data()];
        int compression = head & 3;
        int levels = head >> 4 & 3;
        if (compression > 1 || levels > 1 || head >> 6 != 0) {
            throw new IOException("its alpha is written in a way that does not exist");
        }
        int data = chunk.data() + 1;
        if (compression == 1) {
            Vp8lPicture.decodeHeadless(file, data, chunk.data() + chunk.length(), width, height);
        } else if (chunk.length() - 1 < (long) width * height) {
            throw new IOException("its alpha is cut short");
        }
    }
}
