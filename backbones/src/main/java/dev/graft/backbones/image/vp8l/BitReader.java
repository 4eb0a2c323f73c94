package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/** Reads bits, the lowest of a byte first. */
final class BitReader {
    /** libwebp fills up shorter streams with zeros. */
    private static final int SHORTEST = 8;

    private static final int WINDOW = 56;
    private static final int ENOUGH = 32;

    private final byte[] data;
    private final int end;
    private final int limit;
    private int at;
    private long value;
    private int available;

    /** A reader of the bytes from one place up to another, which is the end. */
    BitReader(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.end = to;
        this.limit = Math.max(to, from + SHORTEST);
    }

    /** The next 32 bits at least, without taking them; zeros behind the end. */
    int peek() {
        if (available < ENOUGH) {
            fill();
        }
        return (int) value;
    }

    private void fill() {
        while (available < WINDOW && at < limit) {
            if (at < end) {
                value |= (data[at] & 0xffL) << available;
            }
            at++;
            available += 8;
        }
    }

    /** Takes so many of the bits that were peeked at. */
    void take(int bits) throws IOException {
        value >>>= bits;
        available -= bits;
        if (available < 0) {
            throw new IOException("its picture is cut short");
        }
    }

    /** A number of at most 24 bits, the lowest first. */
    int number(int bits) throws IOException {
        int number = peek() & (1 << bits) - 1;
        take(bits);
        return number;
    }

    /** A yes or no. */
    boolean flag() throws IOException {
        return number(1) == 1;
    }
}
