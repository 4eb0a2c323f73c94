package dev.graft.graph;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
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

    /** The first element, or null where it is no number. */
    static Double value(Tensor tensor) {
        ByteBuffer bytes = tensor.bytes();
        return switch (tensor.type()) {
            case FLOAT -> (double) bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case FLOAT16, BFLOAT16 ->
                (double) HalfPrecision.widen(tensor).floats().get();
            case INT64 -> (double) bytes.getLong();
            case INT32 -> (double) bytes.getInt();
            case INT16 -> (double) bytes.getShort();
            case UINT16 -> (double) Short.toUnsignedInt(bytes.getShort());
            case UINT8 -> (double) Byte.toUnsignedInt(bytes.get());
            case BOOL, INT8 -> (double) bytes.get();
            default -> null;
        };
    }
}
