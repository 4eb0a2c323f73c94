package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/** A constant matrix {@code [out, in]} that acts along one axis of a value, as interpolation and its adjoint do. */
record AxisMatrix(int out, int in, double[] values) {
    AxisMatrix(int out, int in) {
        this(out, in, new double[out * in]);
    }

    void add(int row, int column, double weight) {
        values[row * in + column] += weight;
    }

    /** {@code y[..., i, ...] = sum over j of M[i, j] x[..., j, ...]}. */
    Value apply(Adjoint a, Value x, int axis, int rank) {
        return along(a, x, axis, rank, true);
    }

    /** The product with the transposed matrix. */
    Value applyTransposed(Adjoint a, Value x, int axis, int rank) {
        return along(a, x, axis, rank, false);
    }

    private Value along(Adjoint a, Value x, int axis, int rank, boolean transpose) {
        Value matrix = a.g.constant(tensor(x.type()));
        if (axis == rank - 1) {
            return x.matMul(matrix, false, transpose, 1);
        }
        long[] swap = LongStream.range(0, rank).toArray();
        swap[axis] = rank - 1L;
        swap[rank - 1] = axis;
        return x.transpose(swap).matMul(matrix, false, transpose, 1).transpose(swap);
    }

    private Tensor tensor(ElementType type) {
        ElementType stored = type == ElementType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
        Tensor tensor = Tensor.allocate(stored, out, in);
        ByteBuffer bytes = tensor.bytes();
        for (double value : values) {
            if (stored == ElementType.DOUBLE) {
                bytes.putDouble(value);
            } else {
                bytes.putFloat((float) value);
            }
        }
        return tensor;
    }
}
