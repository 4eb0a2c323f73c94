package dev.graft.backbones.image.webp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a RIFF file (RFC 9649, 2.3).
 *
 * @param type four letters
 * @param data where its content begins
 * @param length of the content in bytes
 */
record Chunk(String type, int data, int length) {
    static final int HEAD = 8;

    /** The piece that begins at a place and must end before another. */
    static Chunk read(byte[] file, int at, int end) throws IOException {
        if (end - at < HEAD) {
            throw new IOException("it ends within a chunk");
        }
        String type = new String(file, at, 4, StandardCharsets.ISO_8859_1);
        long length = LittleEndian.four(file, at + 4);
        if (length + (length & 1) > end - at - HEAD) {
            throw new IOException("it ends within its chunk '" + type.strip() + "'");
        }
        return new Chunk(type, at + HEAD, (int) length);
    }

    /** Where the next piece begins; contents of odd length are filled up. */
    int end() {
        return data + length + (length & 1);
    }
}
