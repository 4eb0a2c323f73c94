package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import java.security.MessageDigest;

/**
 * What the integers of a frozen matrix stand for, as {@code DequantizeLinear} defines it: {@code (q - zero) · scale}.
 *
 * @param scales one for all, one for each row or column, or one for each block of them
 * @param zeros integers of the same shape, or empty for 0
 * @param across how many scales lie side by side in a row of them; 1 where they differ by row only
 * @param height rows that share a scale
 * @param width columns that share a scale
 */
record Scaling(float[] scales, int[] zeros, int across, int height, int width) implements Decoding {
    /**
     * The scaling of a matrix {@code [rows, columns]}, or null where the shapes are none that the operator knows.
     *
     * @param zeros null for none
     * @param axis 0 or 1
     * @param block 0 where the scales are not of blocks
     */
    static Scaling of(Constant scales, Constant zeros, long rows, long columns, int axis, int block) {
        long count = Tensor.elementCount(scales.shape());
        if (zeros != null && Tensor.elementCount(zeros.shape()) != count) {
            return null;
        }
        int most = Integer.MAX_VALUE;
        int[] cover; // across, height, width
        if (block > 0) {
            long down = axis == 0 ? (rows + block - 1) / block : rows;
            long across = axis == 1 ? (columns + block - 1) / block : columns;
            cover = count != down * across
                    ? null
                    : new int[] {(int) across, axis == 0 ? block : 1, axis == 1 ? block : 1};
        } else if (count == 1) {
            cover = new int[] {1, most, most};
        } else {
            cover = count != (axis == 0 ? rows : columns)
                    ? null
                    : axis == 0 ? new int[] {1, 1, most} : new int[] {(int) columns, most, 1};
        }
        return cover == null ? null : new Scaling(floats(scales), integers(zeros), cover[0], cover[1], cover[2]);
    }

    @Override
    public float number(ElementType type, byte bits, long place, int columns) {
        int row = (int) (place / columns);
        int column = (int) (place % columns);
        int at = row / height * across + column / width;
        return (integer(type, bits, place) - (zeros.length == 0 ? 0 : zeros[at])) * scales[at];
    }

    @Override
    public String fingerprint() {
        MessageDigest digest = FileHash.digest();
        for (int i = 0; i < scales.length; i++) {
            int zero = zeros.length == 0 ? 0 : zeros[i];
            long both = (long) Float.floatToIntBits(scales[i]) << 32 | zero & 0xffffffffL;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                digest.update((byte) (both >> shift));
            }
        }
        return FileHash.of(digest.digest()).substring(0, 16) + "-" + across + "-" + height + "-" + width;
    }

    private static float[] floats(Constant constant) {
        return HalfPrecision.widen(constant.tensor()).toFloatArray();
    }

    private static int[] integers(Constant constant) {
        if (constant == null) {
            return new int[0];
        }
        int[] integers = new int[(int) Tensor.elementCount(constant.shape())];
        var bytes = constant.tensor().bytes();
        for (int i = 0; i < integers.length; i++) {
            integers[i] = integer(constant.type(), bytes.get(isHalfByte(constant.type()) ? i / 2 : i), i);
        }
        return integers;
    }

    /** Whether two integers share a byte. */
    static boolean isHalfByte(ElementType type) {
        return type == ElementType.INT4 || type == ElementType.UINT4;
    }

    /**
     * An integer of a few bits.
     *
     * @param at its place, which tells the half of the byte
     */
    private static int integer(ElementType type, byte bits, long at) {
        return switch (type) {
            case INT8 -> bits;
            case UINT8 -> bits & 255;
            case UINT4 -> bits >> (at % 2 == 0 ? 0 : 4) & 15;
            case INT4 -> (byte) (bits << (at % 2 == 0 ? 4 : 0)) >> 4;
            default -> throw new IllegalArgumentException("no integers of a few bits: " + type);
        };
    }
}
