package dev.graft.backbones.inspect;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Numbers of a weight at places that follow from its shape alone, by which two weights are told apart. All axes but the first are
 * taken as one, so that a weight is a matrix, whatever the shape in which a file keeps it.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param values at the places
 */
record SampledTensor(String name, long rows, long columns, float[] values) {
    private static final int SAMPLES = 128;
    private static final long MOST_BYTES = Integer.MAX_VALUE;
    private static final List<ElementType> REAL = List.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16);

    /** That of a tensor of a file; empty for one of whole numbers, or of 2 GiB, which no buffer holds. */
    static Optional<SampledTensor> of(TensorSource source, String name) {
        TensorType type = source.type(name);
        long[] shape = type.shape().sizes();
        return isRead(type.element(), shape) ? Optional.of(of(name, source.tensor(name), false)) : Optional.empty();
    }

    static boolean isRead(ElementType type, long[] shape) {
        long count = Tensor.elementCount(shape);
        return REAL.contains(type) && count > 0 && type.bytes(count) <= MOST_BYTES;
    }

    /** @param turned whether rows and columns are exchanged */
    static SampledTensor of(String name, Tensor tensor, boolean turned) {
        long[] shape = withoutOnes(tensor.shape());
        long rows = shape.length == 0 ? 1 : shape[0];
        long columns = tensor.size() / rows;
        float[] values = new float[(int) Math.min(SAMPLES, tensor.size())];
        ByteBuffer bytes = tensor.bytes();
        SplittableRandom places = new SplittableRandom(tensor.size());
        for (int i = 0; i < values.length; i++) {
            long place = values.length == tensor.size() ? i : places.nextLong(tensor.size());
            values[i] = value(tensor.type(), bytes, turned ? place % rows * columns + place / rows : place);
        }
        return new SampledTensor(name, turned ? columns : rows, turned ? rows : columns, values);
    }

    /** Without axes of size 1 in front, which exporters add. */
    private static long[] withoutOnes(long[] shape) {
        int first = 0;
        while (first < shape.length && shape[first] == 1) {
            first++;
        }
        return Arrays.copyOfRange(shape, first, shape.length);
    }

    private static float value(ElementType type, ByteBuffer bytes, long place) {
        int at = bytes.position() + (int) type.bytes(place);
        return switch (type) {
            case FLOAT16 -> HalfPrecision.fromFloat16(bytes.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
            default -> bytes.getFloat(at);
        };
    }

    boolean isMatrix() {
        return rows > 1 && columns > 1;
    }

    /** Whether its numbers differ, so that another weight does not equal it by chance. */
    boolean tells() {
        for (float value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    /** How many of the numbers are those of another weight of the same shape, as far as the coarser of both roundings can say. */
    int same(SampledTensor other) {
        double share = Math.max(rounding(), other.rounding());
        int same = 0;
        for (int i = 0; i < values.length; i++) {
            double most = share * Math.abs(values[i]) + 1e-7;
            same += Math.abs(values[i] - other.values[i]) <= most ? 1 : 0;
        }
        return same;
    }

    /** Whether another weight is this one times a number plus a number, as an export may fold a scale or Gemma's 1 into it. */
    boolean isScaled(SampledTensor other) {
        int low = 0;
        int high = 0;
        for (int i = 0; i < values.length; i++) {
            low = values[i] < values[low] ? i : low;
            high = values[i] > values[high] ? i : high;
        }
        double factor = ((double) other.values[high] - other.values[low]) / ((double) values[high] - values[low]);
        double more = other.values[low] - factor * values[low];
        double share = Math.max(rounding(), other.rounding());
        for (int i = 0; i < values.length; i++) {
            double expected = factor * values[i] + more;
            double size = Math.abs(factor * values[i]) + Math.abs(more);
            if (!(Math.abs(expected - other.values[i]) <= 4 * share * size + 1e-7)) {
                return false;
            }
        }
        return values.length >= 4 && factor != 0;
    }

    /**
     * The largest relative error of the numbers' rounding. They tell it themselves: a model that was loaded in half precision is often
     * written in single precision again.
     */
    private double rounding() {
        if (areHeldBy(ElementType.BFLOAT16)) {
            return 0x1p-8 * 1.01;
        }
        return areHeldBy(ElementType.FLOAT16) ? 0x1p-11 * 1.01 : 1e-6;
    }

    private boolean areHeldBy(ElementType half) {
        for (float value : values) {
            float rounded = half == ElementType.FLOAT16
                    ? HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value))
                    : Float.intBitsToFloat(HalfPrecision.toBfloat16(value) << 16);
            if (rounded != value) {
                return false;
            }
        }
        return true;
    }
}
