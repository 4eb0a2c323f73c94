package dev.graft.backbones.image.vp8;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads the bits of a partition, each of which was written with a probability of its own (RFC 6386, 7). */
final class BoolDecoder {
    private static final int EVEN = 128;
    private static final long UNSIGNED = 0xFFFFFFFFL;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] data;
    private final int end;
    private int at;
    private long value;
    private int range = 255;
    /** How many bits of the value lie below the eight that are compared with the range. */
    private int spare = -8;

    /** A reader of the bytes from one place up to another, which is the end. */
    BoolDecoder(byte[] data, int at, int end) {
        this.data = data;
        this.at = at;
        this.end = end;
    }

    /** Whether there is not one byte to begin with. */
    boolean isEmpty() {
        return spare < 0 && at == end;
    }

    /** The next bit; {@code probability} of 256 says how often it is 0. */
    int bit(int probability) throws IOException {
        if (spare < 0) {
            load();
        }
        int split = 1 + ((range - 1) * probability >> 8);
        int bit;
        if ((value >>> spare & UNSIGNED) >= split) {
            range -= split;
            value -= (long) split << spare;
            bit = 1;
        } else {
            range = split;
            bit = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        spare -= shift;
        return bit;
    }

    /** The given number or its negative, as the next bit says, which is 0 as often as 1. */
    int withSign(int number) throws IOException {
        if (spare < 0) {
            load();
        }
        int half = range - 1 >> 1;
        int sign = half - (int) (value >>> spare) >> 31; // -1 or 0
        value -= (long) (half + 1 & sign) << spare;
        range = (range - 1 + sign | 1) + 1;
        spare--;
        return (number ^ sign) - sign;
    }

    /** Takes as many bytes at once as libwebp does, for what is lost of a value that is too large, in a broken stream. */
    private void load() throws IOException {
        if (end - at >= Long.BYTES) {
            value = value << 56 | (long) LONG.get(data, at) >>> 8;
            at += 7;
            spare += 56;
        } else if (at < end) {
            value = value << 8 | data[at++] & 0xff;
            spare += 8;
        } else {
            throw new IOException("its picture is cut short");
        }
    }

    /** The next bit, which is 0 as often as 1, as a yes or no. */
    boolean flag() throws IOException {
        return bit(EVEN) == 1;
    }

    /** A number of so many bits, the highest first. */
    int number(int bits) throws IOException {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | bit(EVEN);
        }
        return number;
    }

    /** A number of so many bits and its sign. */
    int signed(int bits) throws IOException {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /** A signed number where a flag says that there is one, else 0. */
    int optional(int bits) throws IOException {
        return flag() ? signed(bits) : 0;
    }
}
