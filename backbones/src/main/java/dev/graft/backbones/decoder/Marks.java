package dev.graft.backbones.decoder;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Masks of texts, {@code [rows, tokens]} INT64, with ones where something was read. */
final class Marks {
    private Marks() {}

    /**
     * A mask without the columns in which no row has a one.
     *
     * @param from the first column that is left
     */
    record Cut(Tensor mask, int from) {}

    static Tensor ones(long rows, long tokens) {
        long[] ones = new long[Math.toIntExact(rows * tokens)];
        Arrays.fill(ones, 1);
        return Tensor.of(ones, rows, tokens);
    }

    /** With a one more in each row. */
    static Tensor widened(Tensor marks) {
        int rows = (int) marks.dim(0);
        int old = (int) marks.dim(1);
        Tensor wider = Tensor.allocate(ElementType.INT64, rows, old + 1);
        LongBuffer into = wider.longs();
        for (int row = 0; row < rows; row++) {
            into.position(row * (old + 1)).put(marks.longs().slice(row * old, old));
            into.put(1);
        }
        return wider;
    }

    /** Leaves padding out that all rows have. */
    static Cut cut(Tensor marks, boolean behind) {
        int rows = (int) marks.dim(0);
        int columns = (int) marks.dim(1);
        long[] values = marks.toLongArray();
        int[] lengths = new int[rows];
        int first = columns;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (values[row * columns + column] != 0) {
                    lengths[row]++;
                    first = Math.min(first, column);
                }
            }
        }
        int longest = Arrays.stream(lengths).max().orElse(0);
        int from = behind ? 0 : first;
        int kept = behind ? longest : columns - from;
        if (kept == columns) {
            return new Cut(marks, 0);
        }
        Tensor cut = Tensor.allocate(ElementType.INT64, rows, kept);
        LongBuffer into = cut.longs();
        for (int row = 0; row < rows; row++) {
            long[] old = Arrays.copyOfRange(values, row * columns + from, (row + 1) * columns);
            into.put(
                    behind
                            ? Arrays.copyOf(
                                    Arrays.stream(old).filter(mark -> mark != 0).toArray(), kept)
                            : old);
        }
        return new Cut(cut, from);
    }

    /** Embeddings {@code [rows, tokens, width]} with a token more in each row. */
    static Tensor joined(Tensor first, Tensor second) {
        int rows = (int) first.dim(0);
        int old = (int) first.dim(1);
        int width = (int) first.dim(2);
        Tensor both = Tensor.allocate(ElementType.FLOAT, rows, old + 1, width);
        for (int row = 0; row < rows; row++) {
            both.floats()
                    .position(row * (old + 1) * width)
                    .put(first.floats().slice(row * old * width, old * width))
                    .put(second.floats().slice(row * width, width));
        }
        return both;
    }
}
