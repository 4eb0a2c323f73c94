package dev.graft.graph.precision;

import dev.graft.tensors.ModelFileException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Rounds a frozen matrix to integers: {@code W ≈ s · (q₁ + q₂ / 254 + ...)}, s of each channel the largest magnitude in it
 * divided by 127, each q from -127 to 127, {@code q₂} what {@code q₁} leaves over.
 *
 * @param transposed whether the integers are written column by column, as {@code [columns, rows]}
 */
record MatrixRounding(FrozenMatrix matrix, Channels channels, boolean transposed, int parts, IntegerForm form) {
    /** The largest integer. */
    static final int LARGEST = 127;

    /** By how much a further part is finer than the one before it, whose error is at most one half. */
    static final int FINER = 2 * LARGEST;

    private static final int BLOCK = 64;

    /**
     * A matrix in integers.
     *
     * @param parts the integers of each part, by row
     * @param scales of the channels
     */
    record Rounded(List<ByteBuffer> parts, float[] scales) {}

    /** @throws ModelFileException if a number of the matrix is not finite */
    Rounded compute() {
        return matrix.reading(rows -> {
            float[] scales = scales(rows);
            List<ByteBuffer> integers = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                integers.add(ByteBuffer.allocateDirect(Math.toIntExact(matrix.elements())));
            }
            blocks(first -> round(rows, first, scales, integers));
            return new Rounded(integers, scales);
        });
    }

    /** Calls with the first row of each block of rows, several at once. */
    private void blocks(IntConsumer work) {
        IntStream.range(0, (matrix.rows() + BLOCK - 1) / BLOCK).parallel().forEach(block -> work.accept(block * BLOCK));
    }

    private int rowsFrom(int first) {
        return Math.min(BLOCK, matrix.rows() - first);
    }

    private float[] scales(FrozenMatrix.Rows rows) {
        float[] largest = new float[channels.count(matrix)];
        blocks(first -> {
            float[] found = largest(rows.read(first, rowsFrom(first)));
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
    private float[] largest(float[] numbers) {
        int columns = matrix.columns();
        float[] found = new float[channels == Channels.ROWS ? numbers.length / columns : columns];
        for (int i = 0; i < numbers.length; i++) {
            int channel = channels == Channels.ROWS ? i / columns : i % columns;
            found[channel] = Math.max(found[channel], Math.abs(numbers[i]));
        }
        return found;
    }

    private void round(FrozenMatrix.Rows rows, int first, float[] scales, List<ByteBuffer> integers) {
        float[] numbers = rows.read(first, rowsFrom(first));
        toUnits(numbers, first, scales);
        for (ByteBuffer part : integers) {
            write(numbers, first, part);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (numbers[i] - Math.rint(numbers[i])) * FINER;
            }
        }
    }

    private void toUnits(float[] numbers, int first, float[] scales) {
        int columns = matrix.columns();
        for (int i = 0; i < numbers.length; i++) {
            float scale = scales[channels == Channels.ROWS ? first + i / columns : i % columns];
            numbers[i] = scale == 0 ? 0 : numbers[i] / scale;
        }
    }

    private void write(float[] numbers, int first, ByteBuffer target) {
        int columns = matrix.columns();
        int count = numbers.length / columns;
        if (transposed) {
            byte[] line = new byte[count];
            for (int column = 0; column < columns; column++) {
                for (int row = 0; row < count; row++) {
                    line[row] = integer(numbers[row * columns + column]);
                }
                target.put(column * matrix.rows() + first, line);
            }
        } else {
            byte[] line = new byte[numbers.length];
            for (int i = 0; i < line.length; i++) {
                line[i] = integer(numbers[i]);
            }
            target.put(first * columns, line);
        }
    }

    private byte integer(float units) {
        int nearest = (int) Math.rint(units);
        return (byte) (Math.max(-LARGEST, Math.min(LARGEST, nearest)) + form.zero());
    }
}
