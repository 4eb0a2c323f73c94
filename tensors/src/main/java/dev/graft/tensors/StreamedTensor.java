package dev.graft.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A tensor on its way into a file: its type and shape are known, its bytes come in pieces when they are written, so that
 * weights of any size pass from file to file without being held in memory.
 *
 * @param shape the sizes of its axes
 * @param pieces the bytes in row-major and native order, in one piece or several; each call begins anew
 */
public record StreamedTensor(ElementType type, long[] shape, Supplier<Iterable<ByteBuffer>> pieces) {
    /** Elements that are converted at a time. */
    private static final int CHUNK = 1 << 18;

    public StreamedTensor {
        shape = shape.clone();
    }

    /** A tensor that is there. */
    public static StreamedTensor of(Tensor tensor) {
        return new StreamedTensor(tensor.type(), tensor.shape(), () -> List.of(tensor.bytes()));
    }

    /** A tensor of a file, which is read when it is written. */
    public static StreamedTensor of(TensorSource source, String name) {
        TensorType type = source.type(name);
        return new StreamedTensor(
                type.element(),
                type.shape().sizes(),
                () -> List.of(source.tensor(name).bytes()));
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The number of bytes of all pieces. */
    public long byteSize() {
        return type.bytes(Tensor.elementCount(shape));
    }

    /** The same bytes under another shape of equal size. */
    public StreamedTensor reshape(long... newShape) {
        if (Tensor.elementCount(newShape) != Tensor.elementCount(shape)) {
            throw new IllegalArgumentException(
                    this + " does not have as many elements as " + Arrays.toString(newShape));
        }
        return new StreamedTensor(type, newShape, pieces);
    }

    /**
     * The same numbers as another type, rounded to the nearest; what is too large for it becomes infinite.
     *
     * @param target FLOAT, FLOAT16 or BFLOAT16, as this tensor is
     */
    public StreamedTensor as(ElementType target) {
        requireReal(type);
        requireReal(target);
        return target == type ? this : new StreamedTensor(target, shape, () -> () -> converted(target));
    }

    private static void requireReal(ElementType type) {
        if (type != ElementType.FLOAT && type != ElementType.FLOAT16 && type != ElementType.BFLOAT16) {
            throw new IllegalArgumentException("expected FLOAT, FLOAT16 or BFLOAT16, found " + type);
        }
    }

    private Iterator<ByteBuffer> converted(ElementType target) {
        return chunks(Math.toIntExact(type.bytes(CHUNK)))
                .map(chunk -> convert(chunk, target))
                .iterator();
    }

    /** All bytes, a chunk at a time; a piece ends in a whole element. */
    private Stream<ByteBuffer> chunks(int bytes) {
        return StreamSupport.stream(pieces().get().spliterator(), false).flatMap(piece -> {
            ByteBuffer all = piece.slice().order(ByteOrder.nativeOrder());
            int count = (all.remaining() + bytes - 1) / bytes;
            return IntStream.range(0, count)
                    .mapToObj(i -> all.slice(i * bytes, Math.min(bytes, all.limit() - i * bytes))
                            .order(ByteOrder.nativeOrder()));
        });
    }

    private ByteBuffer convert(ByteBuffer chunk, ElementType target) {
        int count = chunk.remaining() / (int) type.bytes(1);
        FloatBuffer values;
        if (type == ElementType.FLOAT) {
            values = chunk.asFloatBuffer();
        } else {
            values = FloatBuffer.allocate(count);
            HalfPrecision.widen(type, chunk.asShortBuffer(), values);
            values.flip();
        }
        ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(target.bytes(count))).order(ByteOrder.nativeOrder());
        if (target == ElementType.FLOAT) {
            out.asFloatBuffer().put(values);
        } else {
            ShortBuffer halves = out.asShortBuffer();
            while (values.hasRemaining()) {
                float value = values.get();
                halves.put(
                        target == ElementType.FLOAT16
                                ? HalfPrecision.toFloat16(value)
                                : HalfPrecision.toBfloat16(value));
            }
        }
        return out;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
