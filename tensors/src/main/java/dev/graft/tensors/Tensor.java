package dev.graft.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense tensor in row-major order: an element type, a shape and one flat direct buffer in native byte order.
 *
 * <p>The buffer is shared, never copied: views handed out by {@link #floats()} and its siblings read and write the
 * tensor itself. A scalar has the empty shape. One tensor is at most 2 GiB, the limit of a Java buffer.
 */
public final class Tensor {
    private final ElementType type;
    private final long[] shape;
    private final ByteBuffer data;

    private Tensor(ElementType type, long[] shape, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /** A tensor of zeros. */
    public static Tensor allocate(ElementType type, long... shape) {
        int bytes = byteSize(type, shape);
        return new Tensor(type, shape.clone(), ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }

    /** Wraps the remaining bytes of a direct buffer, which must be exactly as many as type and shape ask for. */
    public static Tensor wrap(ElementType type, ByteBuffer data, long... shape) {
        int bytes = byteSize(type, shape);
        if (!data.isDirect()) {
            throw new IllegalArgumentException("a tensor needs a direct buffer; copy the heap buffer into one");
        }
        if (data.remaining() != bytes) {
            throw new IllegalArgumentException("a " + type + " tensor of shape " + Arrays.toString(shape) + " takes "
                    + bytes + " bytes, the buffer has " + data.remaining());
        }
        return new Tensor(type, shape.clone(), data.slice().order(ByteOrder.nativeOrder()));
    }

    public static Tensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor tensor = allocate(ElementType.FLOAT, shape);
        tensor.floats().put(values);
        return tensor;
    }

    public static Tensor of(long[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor tensor = allocate(ElementType.INT64, shape);
        tensor.longs().put(values);
        return tensor;
    }

    public static Tensor of(int[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor tensor = allocate(ElementType.INT32, shape);
        tensor.ints().put(values);
        return tensor;
    }

    public static Tensor scalar(float value) {
        return of(new float[] {value});
    }

    public static Tensor scalar(long value) {
        return of(new long[] {value});
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** The size of one axis; a negative axis counts from the end. */
    public long dim(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    /** The number of elements. */
    public long size() {
        return elementCount(shape);
    }

    /** All bytes, as a view with its own position. */
    public ByteBuffer bytes() {
        return data.duplicate().order(ByteOrder.nativeOrder());
    }

    public FloatBuffer floats() {
        requireType(ElementType.FLOAT);
        return bytes().asFloatBuffer();
    }

    public LongBuffer longs() {
        requireType(ElementType.INT64);
        return bytes().asLongBuffer();
    }

    public IntBuffer ints() {
        requireType(ElementType.INT32);
        return bytes().asIntBuffer();
    }

    /** A copy of the values of a FLOAT tensor. */
    public float[] toFloatArray() {
        float[] values = new float[Math.toIntExact(size())];
        floats().get(values);
        return values;
    }

    /** A copy of the values of an INT64 tensor. */
    public long[] toLongArray() {
        long[] values = new long[Math.toIntExact(size())];
        longs().get(values);
        return values;
    }

    /** The same elements under another shape of equal size. */
    public Tensor reshape(long... newShape) {
        requireCount(size(), newShape);
        return new Tensor(type, newShape.clone(), data);
    }

    /** The parts along the first axis, each without that axis, as views of the same memory. */
    public List<Tensor> rows() {
        int count = Math.toIntExact(shape[0]);
        long[] rowShape = Arrays.copyOfRange(shape, 1, shape.length);
        int bytes = count == 0 ? 0 : data.capacity() / count;
        List<Tensor> rows = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            rows.add(wrap(type, data.slice(row * bytes, bytes), rowShape));
        }
        return rows;
    }

    /** A copy with memory of its own. */
    public Tensor copy() {
        Tensor copy = allocate(type, shape);
        copy.bytes().put(bytes());
        return copy;
    }

    /** The number of elements of a shape; 1 for the empty shape. */
    public static long elementCount(long... shape) {
        long count = 1;
        for (long dim : shape) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, dim);
        }
        return count;
    }

    private static int byteSize(ElementType type, long[] shape) {
        if (Sizes.elements(shape) > 2.0 * Integer.MAX_VALUE || type.bytes(elementCount(shape)) > Integer.MAX_VALUE) {
            // A size in a user's settings comes to this, such as the width of a layer.
            throw new InvalidInputException(
                    "a " + type + " tensor of shape " + Arrays.toString(shape) + " takes more than " + Integer.MAX_VALUE
                            + " bytes, the most that one tensor holds; make one of these sizes smaller");
        }
        return (int) type.bytes(elementCount(shape));
    }

    private static void requireCount(long count, long[] shape) {
        if (elementCount(shape) != count) {
            throw new IllegalArgumentException(count + " elements do not fill the shape " + Arrays.toString(shape));
        }
    }

    private void requireType(ElementType expected) {
        if (type != expected) {
            throw new IllegalStateException("expected a " + expected + " tensor, this one is " + type);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
