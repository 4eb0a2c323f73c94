package dev.graft.tensors;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Conversions between FLOAT and the 16-bit floating-point types, rounding to nearest even. */
public final class HalfPrecision {
    private HalfPrecision() {}

    /** The values of a FLOAT16 or BFLOAT16 tensor as a FLOAT tensor; a FLOAT tensor is returned as it is. */
    public static Tensor widen(Tensor tensor) {
        if (tensor.type() == ElementType.FLOAT) {
            return tensor;
        }
        Tensor wide = Tensor.allocate(ElementType.FLOAT, tensor.shape());
        widen(tensor.type(), tensor.bytes().asShortBuffer(), wide.floats());
        return wide;
    }

    /**
     * Writes the values of 16-bit numbers.
     *
     * @param type FLOAT16 or BFLOAT16
     * @param source the bits, from its position to its limit
     */
    public static void widen(ElementType type, ShortBuffer source, FloatBuffer target) {
        boolean brain = type == ElementType.BFLOAT16;
        if (!brain && type != ElementType.FLOAT16) {
            throw new IllegalArgumentException("expected FLOAT16 or BFLOAT16, found " + type);
        }
        while (source.hasRemaining()) {
            short bits = source.get();
            target.put(brain ? Float.intBitsToFloat(bits << 16) : fromFloat16(bits));
        }
    }

    /** The number that a float16 stands for. */
    public static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) { // zero and subnormal numbers: mantissa * 2^-24
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * 0x1p-24f));
        }
        int wide = exponent == 31 ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }

    public static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) { // subnormal: count multiples of 2^-24
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
        }
        int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
        return (short) (sign | (rounded >>> 13) - (112 << 10));
    }

    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
