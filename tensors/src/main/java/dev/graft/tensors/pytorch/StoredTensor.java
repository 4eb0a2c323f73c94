package dev.graft.tensors.pytorch;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Arrays;

/**
 * A tensor as a pickle describes it: a view of a storage.
 *
 * @param offset where its first element lies in the storage, in elements
 * @param strides how many elements lie between neighbours along each axis
 */
record StoredTensor(ElementType type, Storage storage, long offset, long[] shape, long[] strides) {
    /** PyTorch stops at 64 dimensions too. */
    static final int MAX_RANK = 64;

    /** Refuses a view that does not lie in its storage, with an {@link IllegalArgumentException}. */
    StoredTensor {
        if (shape.length != strides.length) {
            throw new IllegalArgumentException("a tensor has the shape " + Arrays.toString(shape)
                    + " and other than as many strides: " + Arrays.toString(strides));
        }
        if (offset < 0
                || Arrays.stream(shape).anyMatch(dim -> dim < 0)
                || Arrays.stream(strides).anyMatch(stride -> stride < 0)) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + ", strides "
                    + Arrays.toString(strides) + " and offset " + offset + "; none may be negative");
        }
        long end;
        try {
            Tensor.elementCount(shape);
            end = type.bytes(Math.addExact(offset, span(shape, strides)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + Arrays.toString(shape) + " has more elements than a number can hold", e);
        }
        if (end > storage.bytes()) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + " and offset " + offset
                    + " reaches to byte " + end + " of storage '" + storage.key() + "', which has " + storage.bytes());
        }
    }

    /** The number of elements of the storage from its first to its last. */
    long span() {
        return span(shape, strides);
    }

    /** The number of its elements. */
    long size() {
        return Tensor.elementCount(shape);
    }

    /** Whether its elements lie in the storage in row-major order without gaps. */
    boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != expected) {
                return size() == 0;
            }
            expected *= shape[axis];
        }
        return true;
    }

    private static long span(long[] shape, long[] strides) {
        long span = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 0) {
                return 0;
            }
            span = Math.addExact(span, Math.multiplyExact(shape[axis] - 1, strides[axis]));
        }
        return span;
    }
}
