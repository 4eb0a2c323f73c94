package dev.graft.tensors;

import java.util.Arrays;

/** The element types of ONNX tensors, with the codes and names by which ONNX and safetensors know them. */
public enum ElementType {
    FLOAT(1, "F32", 4),
    UINT8(2, "U8", 1),
    INT8(3, "I8", 1),
    UINT16(4, "U16", 2),
    INT16(5, "I16", 2),
    INT32(6, "I32", 4),
    INT64(7, "I64", 8),
    STRING(8, null, 0),
    BOOL(9, "BOOL", 1),
    FLOAT16(10, "F16", 2),
    DOUBLE(11, "F64", 8),
    UINT32(12, "U32", 4),
    UINT64(13, "U64", 8),
    COMPLEX64(14, "C64", 8),
    COMPLEX128(15, null, 16),
    BFLOAT16(16, "BF16", 2),
    FLOAT8E4M3FN(17, "F8_E4M3", 1),
    FLOAT8E4M3FNUZ(18, "F8_E4M3FNUZ", 1),
    FLOAT8E5M2(19, "F8_E5M2", 1),
    FLOAT8E5M2FNUZ(20, "F8_E5M2FNUZ", 1),
    /** Two elements a byte, low half first. */
    UINT4(21, null, 0),
    /** Two elements a byte, low half first. */
    INT4(22, null, 0);

    private final int onnxCode;
    private final String safetensorsName;
    private final int size;

    ElementType(int onnxCode, String safetensorsName, int size) {
        this.onnxCode = onnxCode;
        this.safetensorsName = safetensorsName;
        this.size = size;
    }

    /** The number of this type in {@code TensorProto.DataType}. */
    public int onnxCode() {
        return onnxCode;
    }

    /** The name of this type in a safetensors header, or null where that format has none. */
    public String safetensorsName() {
        return safetensorsName;
    }

    /** Bytes that {@code count} elements take. Strings have no fixed size and are refused. */
    public long bytes(long count) {
        return switch (this) {
            case STRING -> throw new IllegalArgumentException("string tensors have no fixed element size");
            case UINT4, INT4 -> Math.addExact(count, 1) / 2;
            default -> Math.multiplyExact(count, (long) size);
        };
    }

    /** Whether the values are real numbers, and so can carry a gradient. */
    public boolean isFloatingPoint() {
        return switch (this) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    /** The type with the given code of {@code TensorProto.DataType}. */
    public static ElementType ofOnnxCode(int code) {
        return Arrays.stream(values())
                .filter(type -> type.onnxCode == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown ONNX element type code " + code));
    }

    /** The type with the given safetensors name. */
    public static ElementType ofSafetensorsName(String name) {
        return Arrays.stream(values())
                .filter(type -> name.equals(type.safetensorsName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown safetensors dtype '" + name + "'"));
    }
}
