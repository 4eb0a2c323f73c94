package dev.graft.testsupport;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One array of a {@link GoldenFile}: what another program computed.
 *
 * @param name by which the file calls it
 * @param type as safetensors writes it, such as {@code F32} or {@code I64}
 * @param shape lengths by axis
 * @param bytes the elements, little-endian, in row-major order
 */
public record GoldenTensor(String name, String type, long[] shape, ByteBuffer bytes) {
    /** The number of elements. */
    public int size() {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** One element, rounded to a {@code double} where it is a large integer. */
    public double get(int index) {
        return switch (type) {
            case "F32" -> bytes.getFloat(4 * index);
            case "F64" -> bytes.getDouble(8 * index);
            default -> integer(index);
        };
    }

    /** All elements as {@code double}. */
    public double[] doubles() {
        double[] values = new double[size()];
        Arrays.setAll(values, this::get);
        return values;
    }

    /** All elements, those of a file in double precision rounded. */
    public float[] floats() {
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) get(i);
        }
        return values;
    }

    /** All elements of an array of integers or truth values. */
    public long[] longs() {
        long[] values = new long[size()];
        Arrays.setAll(values, this::integer);
        return values;
    }

    private long integer(int index) {
        return switch (type) {
            case "I64" -> bytes.getLong(8 * index);
            case "I32" -> bytes.getInt(4 * index);
            case "U8", "BOOL" -> bytes.get(index) & 0xff;
            default -> throw new IllegalArgumentException(name + " is of type " + type + ", which is not read here");
        };
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
