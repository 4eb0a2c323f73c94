package dev.graft.backbones.image.vp8;

import dev.graft.backbones.image.vp8.Macroblock.Residue;
import java.io.IOException;
import java.util.Arrays;

/** Reads the coefficients of the macroblocks, row by row; which blocks above and to the left have any is their context. */
final class ResidueReader {
    private static final int LUMA_AFTER_FIRST = 0;
    private static final int SECOND = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;
    /** The place behind the coefficients of a slight residue. */
    private static final int SLIGHT = 3;

    /** The flags of a macroblock's edge: four of luma, two of each chroma, that of the block of first coefficients. */
    private static final int FLAGS = 9;

    private static final int SECOND_FLAG = 8;

    private final FrameHeader header;
    private final CoefficientReader blocks;
    private final int[] above;
    private final int[] left = new int[FLAGS];
    private final short[] second = new short[Macroblock.BLOCK];

    ResidueReader(FrameHeader header, int columns) {
        this.header = header;
        this.blocks = new CoefficientReader(header.coefficients());
        this.above = new int[FLAGS * columns];
    }

    /** Begins a row. */
    void row() {
        Arrays.fill(left, 0);
    }

    void read(BoolDecoder in, int column, Macroblock block) throws IOException {
        int flags = column * FLAGS;
        Arrays.fill(block.residues, Residue.NONE);
        if (block.skipped) {
            int end = block.subblocks ? SECOND_FLAG : FLAGS;
            Arrays.fill(above, flags, flags + end, 0);
            Arrays.fill(left, 0, end, 0);
            return;
        }
        Arrays.fill(block.coefficients, (short) 0);
        Quantizer quantizer = header.quantizers()[block.segment];
        int first = 0;
        if (!block.subblocks) {
            second(in, flags + SECOND_FLAG, quantizer, block.coefficients);
            first = 1;
        }
        int type = first == 1 ? LUMA_AFTER_FIRST : LUMA;
        square(in, flags, 0, 4, type, first, quantizer.lumaDc(), quantizer.lumaAc(), block, 0);
        square(in, flags, 4, 2, CHROMA, 0, quantizer.chromaDc(), quantizer.chromaAc(), block, 16);
        square(in, flags, 6, 2, CHROMA, 0, quantizer.chromaDc(), quantizer.chromaAc(), block, 20);
    }

    /** The block of the first coefficients of all blocks of luma. */
    private void second(BoolDecoder in, int flag, Quantizer quantizer, short[] coefficients) throws IOException {
        Arrays.fill(second, (short) 0);
        int context = above[flag] + left[SECOND_FLAG];
        int end = blocks.read(in, SECOND, context, 0, quantizer.secondDc(), quantizer.secondAc(), second, 0);
        above[flag] = end > 0 ? 1 : 0;
        left[SECOND_FLAG] = above[flag];
        InverseTransform.second(second, coefficients);
    }

    /** The blocks of a component, {@code side} in a row and as many rows, the first of which is the given one. */
    private void square(
            BoolDecoder in,
            int flags,
            int flag,
            int side,
            int type,
            int first,
            int dc,
            int ac,
            Macroblock block,
            int from)
            throws IOException {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int number = from + y * side + x;
                int at = number * Macroblock.BLOCK;
                int context = above[flags + flag + x] + left[flag + y];
                int end = blocks.read(in, type, context, first, dc, ac, block.coefficients, at);
                above[flags + flag + x] = end > first ? 1 : 0;
                left[flag + y] = above[flags + flag + x];
                if (end > 1) {
                    block.residues[number] = end > SLIGHT || type == CHROMA ? Residue.FULL : Residue.SLIGHT;
                } else if (block.coefficients[at] != 0) {
                    block.residues[number] = Residue.FLAT;
                }
            }
        }
    }
}
