package dev.graft.models.data.parquet;

import java.nio.ByteBuffer;

/** Parquet's encodings by differences: of numbers, of lengths, and of texts that begin as the one before. */
final class Delta {
    /** Each text may repeat the one before it, so that few bytes could stand for ever more. */
    private static final int MOST_REPEATED = 1 << 28;

    private Delta() {}

    /** DELTA_BINARY_PACKED. */
    static long[] numbers(ByteBuffer bytes, int most) {
        int block = Math.toIntExact(Thrift.varint(bytes));
        int parts = Math.toIntExact(Thrift.varint(bytes));
        int count = Math.toIntExact(Thrift.varint(bytes));
        if (parts <= 0 || block <= 0 || block % parts != 0 || count < 0 || count > most) {
            throw new IllegalArgumentException(
                    count + " numbers in blocks of " + block + " where " + most + " are due");
        }
        long[] values = new long[count];
        long value = zigzag(bytes);
        int at = 0;
        if (count > 0) {
            values[at++] = value;
        }
        int size = block / parts;
        while (at < count) {
            long least = zigzag(bytes);
            byte[] widths = new byte[parts];
            bytes.get(widths);
            for (int part = 0; part < parts && at < count; part++) {
                int start = bytes.position();
                for (int i = 0; i < size && at < count; i++) {
                    value += least + Runs.bits(bytes, start, (long) i * widths[part], widths[part]);
                    values[at++] = value;
                }
                bytes.position((int) Math.min(bytes.limit(), start + (long) size * widths[part] / 8));
            }
        }
        return values;
    }

    /** DELTA_LENGTH_BYTE_ARRAY. */
    static ByteBuffer[] texts(ByteBuffer bytes, int most) {
        long[] lengths = numbers(bytes, most);
        ByteBuffer[] values = new ByteBuffer[lengths.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = slice(bytes, Math.toIntExact(lengths[i]));
        }
        return values;
    }

    /** DELTA_BYTE_ARRAY. */
    static ByteBuffer[] prefixed(ByteBuffer bytes, int most) {
        long[] prefixes = numbers(bytes, most);
        ByteBuffer[] values = texts(bytes, most);
        long total = 0;
        for (int i = 1; i < values.length; i++) {
            int prefix = Math.toIntExact(prefixes[i]);
            total += prefix;
            if (total > MOST_REPEATED) {
                throw new IllegalArgumentException(
                        "texts that repeat more than " + MOST_REPEATED + " bytes of those before them");
            }
            ByteBuffer whole = ByteBuffer.allocate(Math.addExact(prefix, values[i].remaining()));
            whole.put(values[i - 1].slice(0, prefix)).put(values[i]);
            values[i] = whole.flip();
        }
        return values;
    }

    /** The next bytes, without a copy. */
    static ByteBuffer slice(ByteBuffer bytes, int length) {
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    private static long zigzag(ByteBuffer bytes) {
        long value = Thrift.varint(bytes);
        return (value >>> 1) ^ -(value & 1);
    }
}
