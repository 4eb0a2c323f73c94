package dev.graft.models.data.parquet;

import java.nio.ByteBuffer;

/** Small numbers as runs of one value and packed groups of eight: Parquet's hybrid encoding, of levels and dictionary indices. */
final class Runs {
    private Runs() {}

    /**
     * Reads numbers.
     *
     * @param width bits of each
     */
    static int[] read(ByteBuffer bytes, int width, int count) {
        int[] values = new int[count];
        if (width < 0 || width > 32) {
            throw new IllegalArgumentException("numbers of " + width + " bits");
        }
        for (int at = 0; at < count && width > 0; ) {
            long header = Thrift.varint(bytes);
            long length = header >>> 1;
            if (length <= 0) {
                throw new IllegalArgumentException("a run of nothing");
            }
            if ((header & 1) == 0) {
                int value = littleEndian(bytes, (width + 7) / 8);
                int end = (int) Math.min(count, at + length);
                while (at < end) {
                    values[at++] = value;
                }
            } else {
                int groups = (int) Math.min(length, (count - at + 7L) / 8);
                int start = bytes.position();
                for (int i = 0; i < groups * 8L && at < count; i++) {
                    values[at++] = (int) bits(bytes, start, (long) i * width, width);
                }
                // Writers may leave out the padding at the end of a page.
                bytes.position((int) Math.min(bytes.limit(), start + length * width));
            }
        }
        return values;
    }

    /** A number of at most 64 bits, the lowest first, that begins at a bit behind a byte. */
    static long bits(ByteBuffer bytes, int start, long first, int width) {
        long value = 0;
        for (int read = 0; read < width; ) {
            long bit = first + read;
            int offset = (int) (bit & 7);
            int part = (bytes.get(Math.toIntExact(start + (bit >>> 3))) & 0xFF) >>> offset;
            int taken = Math.min(8 - offset, width - read);
            value |= (long) (part & ((1 << taken) - 1)) << read;
            read += taken;
        }
        return value;
    }

    private static int littleEndian(ByteBuffer bytes, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes.get() & 0xFF) << (8 * i);
        }
        return value;
    }
}
