package dev.graft.adapters.attention;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.Tensor;

/** Fixed positions of the places of a grid, as vectors that are added to tokens. */
public final class GridPositions {
    /** The parameter a of Keys' cubic convolution (1981) that PyTorch's {@code interpolate} takes. */
    private static final double CUBIC = -0.75;

    private GridPositions() {}

    /**
     * Sine and cosine of column and row at falling frequencies (He et al. 2022, MAE): the first half of a vector tells
     * the column, the second the row, each its sines before its cosines.
     *
     * @param width a multiple of 4
     * @return {@code [places, width]}
     */
    public static Tensor sineCosine(Grid grid, int width) {
        if (width % 4 != 0) {
            throw new InvalidInputException(
                    "positions of sines and cosines need a width that is a multiple of 4, found " + width);
        }
        float[] table = new float[size(grid.size(), width)];
        for (int place = 0; place < grid.size(); place++) {
            fill(table, place * width, place % grid.columns(), width / 4);
            fill(table, place * width + width / 2, place / grid.columns(), width / 4);
        }
        return Tensor.of(table, grid.size(), width);
    }

    private static void fill(float[] table, int at, int position, int frequencies) {
        for (int i = 0; i < frequencies; i++) {
            double angle = position / StrictMath.pow(10000, (double) i / frequencies);
            table[at + i] = (float) StrictMath.sin(angle);
            table[at + frequencies + i] = (float) StrictMath.cos(angle);
        }
    }

    /**
     * The matrix that resizes a grid of vectors to another by cubic convolution as PyTorch's
     * {@code interpolate(mode="bicubic", align_corners=False)} does: without antialiasing, edges repeated.
     *
     * @return {@code [places of the result, places of the source]}
     */
    public static Tensor resize(Grid from, Grid to) {
        double[][] rows = axis(from.rows(), to.rows());
        double[][] columns = axis(from.columns(), to.columns());
        float[] matrix = new float[size(to.size(), from.size())];
        for (int place = 0; place < to.size(); place++) {
            double[] row = rows[place / to.columns()];
            double[] column = columns[place % to.columns()];
            for (int source = 0; source < from.size(); source++) {
                double weight = row[source / from.columns()] * column[source % from.columns()];
                matrix[place * from.size() + source] = (float) weight;
            }
        }
        return Tensor.of(matrix, to.size(), from.size());
    }

    private static int size(int places, int others) {
        Sizes.requireMemory(
                "positions of " + places + " places",
                Sizes.elements(places, others) * Float.BYTES,
                "choose a smaller grid");
        return Sizes.product(places, others);
    }

    private static double[][] axis(int from, int to) {
        double[][] weights = new double[to][from];
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * from / to - 0.5;
            int before = (int) Math.floor(center);
            for (int tap = -1; tap <= 2; tap++) {
                int source = Math.max(0, Math.min(from - 1, before + tap));
                weights[i][source] += cubic(Math.abs(center - before - tap));
            }
        }
        return weights;
    }

    private static double cubic(double x) {
        return x <= 1
                ? ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1
                : ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
    }
}
