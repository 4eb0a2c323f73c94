package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Rounds a frozen matrix to integers: {@code W ≈ s · (q₁ + q₂ / 254 + ...)}, s of each channel the largest magnitude in it
 * divided by 127, each q from -127 to 127, {@code q₂} what {@code q₁} leaves over.
 *
 * @param transposed whether the integers are written column by column, as {@code [columns, rows]}
 */
record MatrixRounding(FrozenMatrix matrix, Channels channels, boolean transposed, int parts, IntegerForm form)
        implements MatrixForm {
    /** The largest integer. */
    static final int LARGEST = 127;

    /** By how much a further part is finer than the one before it, whose error is at most one half. */
    static final int FINER = 2 * LARGEST;

    /** Rows that a thread works on at once, and numbers. */
    private static final int MOST_ROWS = 64;

    private static final int MOST_NUMBERS = 1 << 19;

    /** Integers that are in memory at once. */
    private static final int CHUNK = 1 << 22;

    @Override
    public int inputs() {
        return transposed ? matrix.columns() : matrix.rows();
    }

    @Override
    public int outputs() {
        return transposed ? matrix.rows() : matrix.columns();
    }

    @Override
    public ElementType type() {
        return form.type();
    }

    @Override
    public int scales() {
        return channels.count(matrix);
    }

    @Override
    public String name() {
        return "by-" + channels + (transposed ? "-transposed" : "") + "-" + parts + "-" + form;
    }

    @Override
    public <T> T compute(Function<Rounded, T> use) {
        return matrix.reading(numbers -> {
            float[] scales = scales(numbers);
            int rows = Math.max(1, CHUNK / outputs());
            int chunks = (inputs() + rows - 1) / rows;
            Iterable<ByteBuffer> all = () -> IntStream.range(0, parts * chunks)
                    .mapToObj(i -> chunk(numbers, scales, i / chunks, i % chunks * rows, rows))
                    .iterator();
            return use.apply(new Rounded(scales, all));
        });
    }

    /** Calls with the first row of each block of rows, several at once. */
    private static void blocks(int rows, int block, IntConsumer work) {
        IntStream.range(0, (rows + block - 1) / block).parallel().forEach(index -> work.accept(index * block));
    }

    /** The rows of a block. */
    private static int block(int columns) {
        return Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / columns));
    }

    private float[] scales(FrozenMatrix.Numbers numbers) {
        float[] largest = new float[channels.count(matrix)];
        int block = block(matrix.columns());
        blocks(matrix.rows(), block, first -> {
            int count = Math.min(block, matrix.rows() - first);
            float[] found = largest(numbers.read(first, count, 0, matrix.columns()));
            synchronized (largest) {
                int start = channels == Channels.ROWS ? first : 0;
                for (int i = 0; i < found.length; i++) {
                    // Unlike a comparison, max keeps what is not a number.
                    largest[start + i] = Math.max(largest[start + i], found[i]);
                }
            }
        });
        for (int i = 0; i < largest.length; i++) {
            if (!Float.isFinite(largest[i])) {
                throw new ModelFileException("the frozen matrix " + matrix.values() + " has a number in "
                        + (channels == Channels.ROWS ? "row " : "column ") + i
                        + " that is not finite; export it again, or compute with precision float32");
            }
            largest[i] /= LARGEST;
        }
        return largest;
    }

    /** The largest magnitude of each channel in some rows. */
    private float[] largest(float[] rows) {
        int columns = matrix.columns();
        float[] found = new float[channels == Channels.ROWS ? rows.length / columns : columns];
        for (int i = 0; i < rows.length; i++) {
            int channel = channels == Channels.ROWS ? i / columns : i % columns;
            found[channel] = Math.max(found[channel], Math.abs(rows[i]));
        }
        return found;
    }

    /** Some rows of the integers of a part. */
    private ByteBuffer chunk(FrozenMatrix.Numbers numbers, float[] scales, int part, int first, int most) {
        int count = Math.min(most, inputs() - first);
        byte[] integers = new byte[Math.multiplyExact(count, outputs())];
        int firstRow = transposed ? 0 : first;
        int firstColumn = transposed ? first : 0;
        int columns = transposed ? count : matrix.columns();
        int read = transposed ? matrix.rows() : count;
        int block = block(columns);
        blocks(read, block, start -> {
            float[] found = numbers.read(firstRow + start, Math.min(block, read - start), firstColumn, columns);
            for (int i = 0; i < found.length; i++) {
                int row = i / columns;
                int column = i % columns;
                float scale = scales[channels == Channels.ROWS ? firstRow + start + row : firstColumn + column];
                int at = transposed ? column * outputs() + start + row : (start + row) * columns + column;
                integers[at] = integer(found[i], scale, part);
            }
        });
        return ByteBuffer.wrap(integers);
    }

    private byte integer(float number, float scale, int part) {
        float units = scale == 0 ? 0 : number / scale;
        for (int finer = 0; finer < part; finer++) {
            units = (units - (float) Math.rint(units)) * FINER;
        }
        int nearest = (int) Math.rint(units);
        return (byte) (Math.max(-LARGEST, Math.min(LARGEST, nearest)) + form.zero());
    }
}
