package dev.graft.models.contrast;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;

/** Vectors of length 1, and their products. */
final class UnitRows {
    private UnitRows() {}

    /** Vectors in the same directions, {@code [rows, width]}; zeros stay zeros. */
    static Tensor of(FloatBuffer vectors, int rows, int width) {
        Tensor unit = Tensor.allocate(ElementType.FLOAT, rows, width);
        FloatBuffer into = unit.floats();
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                double value = vectors.get(row * width + i);
                squares += value * value;
            }
            double length = squares == 0 ? 1 : Math.sqrt(squares);
            for (int i = 0; i < width; i++) {
                into.put(row * width + i, (float) (vectors.get(row * width + i) / length));
            }
        }
        return unit;
    }

    /** The products of all pairs of rows, {@code [rows of one, rows of the other]}. */
    static Tensor products(Tensor one, Tensor other) {
        int width = Math.toIntExact(one.dim(1));
        if (other.dim(1) != width) {
            throw new IllegalArgumentException("expected vectors of one width, found " + one + " and " + other);
        }
        int rows = Math.toIntExact(one.dim(0));
        int columns = Math.toIntExact(other.dim(0));
        Tensor products = Tensor.allocate(ElementType.FLOAT, rows, columns);
        float[] left = one.toFloatArray();
        float[] right = other.toFloatArray();
        FloatBuffer into = products.floats();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int i = 0; i < width; i++) {
                    sum += (double) left[row * width + i] * right[column * width + i];
                }
                into.put(row * columns + column, (float) sum);
            }
        }
        return products;
    }
}
