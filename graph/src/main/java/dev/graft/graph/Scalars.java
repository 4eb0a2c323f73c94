package dev.graft.graph;

import java.nio.ByteBuffer;

/** Scalars of any numeric type. */
final class Scalars {
    private Scalars() {}

    static Tensor of(ElementType type, double value) {
        Tensor tensor = Tensor.allocate(type);
        ByteBuffer bytes = tensor.bytes();
        switch (type) {
            case FLOAT -> bytes.putFloat((float) value);
            case DOUBLE -> bytes.putDouble(value);
            case FLOAT16 -> bytes.putShort(HalfPrecision.toFloat16((float) value));
            case BFLOAT16 -> bytes.putShort(HalfPrecision.toBfloat16((float) value));
            case INT64 -> bytes.putLong((long) value);
            case INT32 -> bytes.putInt((int) value);
            case BOOL, UINT8, INT8 -> bytes.put((byte) value);
            default -> throw new IllegalArgumentException("no scalar literals of type " + type);
        }
        return tensor;
    }
}
