package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/**
 * A frozen matrix {@code [rows, columns]}, of which a few rows at a time are read as numbers: it may be larger than memory.
 *
 * @param values of type FLOAT, FLOAT16 or BFLOAT16
 */
record FrozenMatrix(Constant values) {
    /** Whether a constant is a matrix whose rows can be read. */
    static boolean is(Constant constant) {
        return constant != null
                && constant.shape().length == 2
                && (constant.type() == ElementType.FLOAT
                        || constant.type() == ElementType.FLOAT16
                        || constant.type() == ElementType.BFLOAT16);
    }

    int rows() {
        return Math.toIntExact(values.shape()[0]);
    }

    int columns() {
        return Math.toIntExact(values.shape()[1]);
    }

    long elements() {
        return (long) rows() * columns();
    }

    /** Rows of the matrix, one after the other. */
    interface Rows {
        /** Reads rows {@code from} to {@code from + count}. Many threads may do so at once. */
        float[] read(int from, int count);
    }

    /** Reads the matrix for as long as the work lasts. */
    <T> T reading(Function<Rows, T> work) {
        if (!(values instanceof Constant.Stored stored)) {
            ByteBuffer bytes = values.tensor().bytes();
            return work.apply((from, count) ->
                    floats(bytes.slice(Math.toIntExact(rowBytes() * from), Math.toIntExact(rowBytes() * count))
                            .order(ByteOrder.nativeOrder())));
        }
        InputFile.require(stored.file());
        try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
            return work.apply((from, count) -> floats(read(channel, stored, from, count)));
        } catch (IOException e) {
            throw unreadable(stored, e);
        }
    }

    private long rowBytes() {
        return values.type().bytes(columns());
    }

    private ByteBuffer read(FileChannel channel, Constant.Stored stored, int from, int count) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(rowBytes() * count)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long start = stored.offset() + rowBytes() * from;
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, start + bytes.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw unreadable(stored, e);
        }
        return bytes.flip();
    }

    private static ModelFileException unreadable(Constant.Stored stored, IOException e) {
        return new ModelFileException(stored.file(), "the weights cannot be read: " + e.getMessage(), e);
    }

    private float[] floats(ByteBuffer bytes) {
        float[] numbers =
                new float[Math.toIntExact(bytes.remaining() / values.type().bytes(1))];
        if (values.type() == ElementType.FLOAT) {
            bytes.asFloatBuffer().get(numbers);
        } else {
            HalfPrecision.widen(values.type(), bytes.asShortBuffer(), FloatBuffer.wrap(numbers));
        }
        return numbers;
    }
}
