package dev.graft.tensors.pytorch;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads views of storages as tensors in row-major order and native byte order. */
final class StridedReader {
    private StridedReader() {}

    /**
     * Reads a tensor: a view of the mapped file where that is laid out as a tensor is, otherwise a copy.
     *
     * @throws IllegalArgumentException if it is too large, or several of its elements are one
     */
    static Tensor read(Archive archive, StoredTensor stored, ByteOrder order) throws IOException {
        if (stored.size() > stored.span()) {
            throw new IllegalArgumentException("of shape " + Arrays.toString(stored.shape()) + " repeats "
                    + stored.span() + " elements of its storage; save it contiguous");
        }
        if (stored.size() == 0) {
            return Tensor.allocate(stored.type(), stored.shape());
        }
        long bytes = stored.type().bytes(stored.span());
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("lies in " + bytes + " bytes, can lie in " + Integer.MAX_VALUE);
        }
        ByteBuffer span = archive.map(stored.storage(), stored.type().bytes(stored.offset()), (int) bytes);
        boolean ready = stored.isContiguous() && order == ByteOrder.nativeOrder();
        if (ready && span.alignmentOffset(0, (int) stored.type().bytes(1)) == 0) {
            return Tensor.wrap(stored.type(), span, stored.shape());
        }
        Tensor tensor = Tensor.allocate(stored.type(), stored.shape());
        gather(span, stored, tensor.bytes());
        if (order != ByteOrder.nativeOrder()) {
            reverse(tensor);
        }
        return tensor;
    }

    private static void gather(ByteBuffer span, StoredTensor stored, ByteBuffer target) {
        long[] shape = stored.shape();
        int size = (int) stored.type().bytes(1);
        long[] index = new long[shape.length];
        long position = 0;
        while (target.hasRemaining()) {
            target.put(target.position(), span, Math.toIntExact(position * size), size);
            target.position(target.position() + size);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                position += stored.strides()[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                position -= stored.strides()[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }

    private static void reverse(Tensor tensor) {
        int size = (int) tensor.type().bytes(1);
        boolean complex = tensor.type() == ElementType.COMPLEX64 || tensor.type() == ElementType.COMPLEX128;
        int number = complex ? size / 2 : size;
        ByteBuffer bytes = tensor.bytes();
        for (int start = 0; start < bytes.limit(); start += number) {
            for (int low = start, high = start + number - 1; low < high; low++, high--) {
                byte first = bytes.get(low);
                bytes.put(low, bytes.get(high));
                bytes.put(high, first);
            }
        }
    }
}
