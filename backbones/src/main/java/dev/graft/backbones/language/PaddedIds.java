package dev.graft.backbones.language;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;

/** Rows of token ids, filled from the left; the rest is padding, which the mask leaves out. */
final class PaddedIds {
    private final Tensor ids;
    private final Tensor mask;
    private final int[] filled;
    private final int width;

    PaddedIds(int batch, int width) {
        this.ids = Tensor.allocate(ElementType.INT64, batch, width);
        this.mask = Tensor.allocate(ElementType.INT64, batch, width);
        this.filled = new int[batch];
        this.width = width;
    }

    /** @param marks of each in the mask */
    void append(int row, long[] values, long[] marks) {
        for (int i = 0; i < values.length; i++) {
            put(row, values[i], marks[i]);
        }
    }

    /** @param mark of each in the mask */
    void append(int row, long[] values, int count, long mark) {
        for (int i = 0; i < count; i++) {
            put(row, values[i], mark);
        }
    }

    private void put(int row, long value, long mark) {
        int place = row * width + filled[row]++;
        ids.longs().put(place, value);
        mask.longs().put(place, mark);
    }

    /**
     * Lets a row that nothing was appended to attend to its first position: attention over nothing is not a number,
     * and would spoil the gradients of the other rows.
     */
    private Tensor maskWithoutEmptyRows() {
        LongBuffer marks = mask.longs();
        for (int row = 0; row < filled.length; row++) {
            if (filled[row] == 0 && width > 0) {
                marks.put(row * width, 1);
            }
        }
        return mask;
    }

    Tensor ids() {
        return ids;
    }

    Tensor mask() {
        return maskWithoutEmptyRows();
    }
}
