package dev.graft.graph.onnx;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Packs the typed value fields of a {@code TensorProto} as onnx.proto lays them out. */
final class TypedValues {
    private TypedValues() {}

    static Tensor tensor(String name, ElementType type, long[] shape, List<Number> values) {
        long expected = isPackedNibbles(type) ? type.bytes(Tensor.elementCount(shape)) : Tensor.elementCount(shape);
        if (values.size() != expected) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' should have " + expected + " values, the file has " + values.size());
        }
        Tensor tensor = Tensor.allocate(type, shape);
        ByteBuffer bytes = tensor.bytes();
        for (Number value : values) {
            put(bytes, type, value);
        }
        return tensor;
    }

    private static boolean isPackedNibbles(ElementType type) {
        return type == ElementType.INT4 || type == ElementType.UINT4;
    }

    private static void put(ByteBuffer bytes, ElementType type, Number value) {
        switch (type) {
            case FLOAT, COMPLEX64 -> bytes.putFloat(value.floatValue());
            case DOUBLE, COMPLEX128 -> bytes.putDouble(value.doubleValue());
            case INT64, UINT64 -> bytes.putLong(value.longValue());
            case INT32, UINT32 -> bytes.putInt(value.intValue());
            case INT16, UINT16, FLOAT16, BFLOAT16 -> bytes.putShort(value.shortValue());
            default -> bytes.put(value.byteValue());
        }
    }
}
