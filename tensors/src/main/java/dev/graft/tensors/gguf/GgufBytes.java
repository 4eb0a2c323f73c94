package dev.graft.tensors.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a GGUF header, little-endian, as they are written one after the other. */
final class GgufBytes {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    GgufBytes ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    GgufBytes int32(int value) {
        out.writeBytes(little(Integer.BYTES).putInt(value).array());
        return this;
    }

    GgufBytes int64(long value) {
        out.writeBytes(little(Long.BYTES).putLong(value).array());
        return this;
    }

    /** A text with its length in bytes before it. */
    GgufBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** A value of the metadata with its type before it. */
    GgufBytes typed(GgufValue value) {
        if (value instanceof GgufValue.Text text) {
            int32(STRING).text(text.value());
        } else if (value instanceof GgufValue.Flag flag) {
            int32(BOOL);
            out.write(flag.value() ? 1 : 0);
        } else if (value instanceof GgufValue.Count count) {
            int32(UINT32).int32((int) count.value());
        } else if (value instanceof GgufValue.Real real) {
            int32(FLOAT32).real(real.value());
        } else if (value instanceof GgufValue.Reals reals) {
            int32(ARRAY).int32(FLOAT32).int64(reals.values().size());
            reals.values().forEach(this::real);
        } else if (value instanceof GgufValue.Integers integers) {
            int32(ARRAY).int32(INT32).int64(integers.values().size());
            integers.values().forEach(this::int32);
        }
        return this;
    }

    private GgufBytes real(float value) {
        return int32(Float.floatToRawIntBits(value));
    }

    /** All of it, filled up with zeros to a multiple of some bytes. */
    ByteBuffer padded(int alignment) {
        out.writeBytes(new byte[Math.floorMod(-out.size(), alignment)]);
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
