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
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A frozen matrix {@code [rows, columns]}, of which a part at a time is read as numbers: it may be larger than memory.
 *
 * @param values FLOAT, FLOAT16 or BFLOAT16; with a decoding INT8, UINT8, INT4 or UINT4
 * @param decoding null where the values are the numbers
 * @param columns fewer than those of the values where a row of these ends with what no number stands for
 */
record FrozenMatrix(Constant values, Decoding decoding, int columns) {
    private static final Set<ElementType> NUMBERS =
            EnumSet.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16);
    private static final Set<ElementType> INTEGERS =
            EnumSet.of(ElementType.INT8, ElementType.UINT8, ElementType.INT4, ElementType.UINT4);

    FrozenMatrix(Constant values) {
        this(values, null);
    }

    FrozenMatrix(Constant values, Decoding decoding) {
        this(values, decoding, Math.toIntExact(values.shape()[1]));
    }

    /** Whether a constant is a matrix of numbers that can be read. */
    static boolean isOfNumbers(Constant constant) {
        return constant != null && constant.shape().length == 2 && NUMBERS.contains(constant.type());
    }

    /** Whether a constant is a matrix of integers that can be read with a decoding. */
    static boolean isOfIntegers(Constant constant) {
        return constant != null && constant.shape().length == 2 && INTEGERS.contains(constant.type());
    }

    int rows() {
        return Math.toIntExact(values.shape()[0]);
    }

    /** From a number to the one below it. */
    private int stride() {
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
        return (row, rows, column, columns) -> {
            float[] numbers = new float[Math.multiplyExact(rows, columns)];
            int together = columns == stride() ? rows : 1;
            for (int i = 0; i < rows; i += together) {
                long first = (long) (row + i) * stride() + column;
                decode(source, first, together * columns, numbers, i * columns);
            }
            return numbers;
        };
    }

    /** Reads numbers that lie one after the other. */
    private void decode(Bytes source, long first, int count, float[] into, int at) {
        boolean half = Scaling.isHalfByte(values.type());
        long start = half ? first / 2 : values.type().bytes(first);
        long end = half ? (first + count + 1) / 2 : values.type().bytes(first + count);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(end - start))
                .order(values instanceof Constant.Stored ? ByteOrder.LITTLE_ENDIAN : ByteOrder.nativeOrder());
        source.read(start, bytes);
        bytes.flip();
        if (decoding != null) {
            for (int i = 0; i < count; i++) {
                long place = first + i;
                byte bits = bytes.get((int) ((half ? place / 2 : place) - start));
                into[at + i] = decoding.number(values.type(), bits, place, stride());
            }
        } else if (values.type() == ElementType.FLOAT) {
            bytes.asFloatBuffer().get(into, at, count);
        } else {
            HalfPrecision.widen(values.type(), bytes.asShortBuffer(), FloatBuffer.wrap(into, at, count));
        }
    }

    private static void read(FileChannel channel, Constant.Stored stored, long at, ByteBuffer into) {
        try {
            InputFile.fill(channel, stored.offset() + at, into);
        } catch (IOException e) {
            throw unreadable(stored, e);
        }
    }

    private static ModelFileException unreadable(Constant.Stored stored, IOException e) {
        return new ModelFileException(stored.file(), "the weights cannot be read: " + e.getMessage(), e);
    }
}
