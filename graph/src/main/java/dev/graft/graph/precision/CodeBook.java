package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import java.security.MessageDigest;

/**
 * Codes that stand for entries of a table, as those of 4 bits in {@code MatMulBnb4} (Dettmers et al. 2023, QLoRA): two in a byte,
 * each times a scale of its block. Blocks follow each other through the whole matrix, row by row.
 *
 * @param pairs for each byte the entries of its first and of its second code
 * @param scales by block
 * @param block numbers that share a scale
 */
record CodeBook(float[] pairs, float[] scales, int block) implements Decoding {
    /** Numbers in a byte. */
    static final int PER_BYTE = 2;

    /** The entries of all bytes. */
    static final int PAIRS = PER_BYTE << Byte.SIZE;

    private static final int BYTE = 255;

    /** The codes of a matrix of so many numbers; null where the scales are not as many as blocks. */
    static CodeBook of(Constant pairs, Constant scales, int block, long numbers) {
        long blocks = (numbers + block - 1) / block;
        return Tensor.elementCount(scales.shape()) == blocks
                ? new CodeBook(
                        pairs.tensor().toFloatArray(),
                        HalfPrecision.widen(scales.tensor()).toFloatArray(),
                        block)
                : null;
    }

    @Override
    public float number(ElementType type, byte bits, long place, int columns) {
        return pairs[(bits & BYTE) * PER_BYTE + (int) (place % PER_BYTE)] * scales[(int) (place / block)];
    }

    @Override
    public String fingerprint() {
        MessageDigest digest = FileHash.digest();
        for (float[] numbers : new float[][] {pairs, scales}) {
            for (float number : numbers) {
                for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                    digest.update((byte) (Float.floatToIntBits(number) >> shift));
                }
            }
        }
        return FileHash.of(digest.digest()).substring(0, 16) + "-" + block;
    }
}
