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
 * A frozen matrix {@code [rows, columns]}, of which a part at a time is read as numbers: it may be larger than memory.
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

    /** Numbers of the matrix. */
    interface Numbers {
        /** Reads a part of some rows, one after the other. Many threads may do so at once. */
        float[] read(int row, int rows, int column, int columns);
    }

    /** Bytes of the matrix into a buffer, until that is full. */
    private interface Bytes {
        void read(long at, ByteBuffer into);
    }

    /** Reads the matrix for as long as the work lasts. */
    <T> T reading(Function<Numbers, T> work) {
        if (!(values instanceof Constant.Stored stored)) {
            ByteBuffer all = values.tensor().bytes();
            return work.apply(numbers((at, into) -> into.put(all.slice((int) at, into.remaining()))));
        }
        InputFile.require(stored.file());
        try (FileChannel channel = FileChannel.open(stored.file(), StandardOpenOption.READ)) {
            return work.apply(numbers((at, into) -> read(channel, stored, at, into)));
        } catch (IOException e) {
            throw unreadable(stored, e);
        }
    }

    private Numbers numbers(Bytes source) {
        int size = (int) values.type().bytes(1);
        return (row, rows, column, columns) -> {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rows, columns) * size)
                    .order(values instanceof Constant.Stored ? ByteOrder.LITTLE_ENDIAN : ByteOrder.nativeOrder());
            int together = columns == columns() ? rows : 1;
            for (int i = 0; i < rows; i += together) {
                bytes.limit((i + together) * columns * size);
                source.read(((long) (row + i) * columns() + column) * size, bytes);
            }
            return floats(bytes.flip());
        };
    }

    private static void read(FileChannel channel, Constant.Stored stored, long at, ByteBuffer into) {
        try {
            long start = stored.offset() + at - into.position();
            while (into.hasRemaining()) {
                if (channel.read(into, start + into.position()) < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw unreadable(stored, e);
        }
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
