package dev.graft.backbones.image.vp8;

import dev.graft.backbones.image.vp8.Macroblock.Residue;

/** Predicts the macroblocks of a picture, one after the other, and adds their residue. */
final class Reconstruction {
    private static final int LUMA_LOG = 4;
    private static final int CHROMA_LOG = 3;
    private static final int SUBBLOCK = 4;
    /** libwebp on x86 adds in 16 bits. */
    private static final int UPPER_BITS = 16;

    private final Planes planes;
    private final SubblockPrediction subblocks = new SubblockPrediction();
    private final int[] half = new int[Macroblock.BLOCK];

    Reconstruction(Planes planes) {
        this.planes = planes;
    }

    void add(Macroblock block, int column, int row) {
        if (block.subblocks) {
            luma(block, column, row);
        } else {
            BlockPrediction.predict(block.lumaModes[0], planes.luma(), column, row, LUMA_LOG);
            square(block, 0, 4, planes.luma(), planes.luma().at(column << LUMA_LOG, row << LUMA_LOG));
        }
        chroma(block, 16, planes.blue(), column, row);
        chroma(block, 20, planes.red(), column, row);
    }

    /** Luma in subblocks, each of which is predicted from those before it. */
    private void luma(Macroblock block, int column, int row) {
        Plane plane = planes.luma();
        int begin = plane.at(column << LUMA_LOG, row << LUMA_LOG);
        // To the right of the macroblock only what is above it is known; at the picture's edge its last sample goes on.
        int beyond = begin - plane.stride + Macroblock.BLOCK;
        int step = 1;
        if (column == planes.columns() - 1) {
            beyond--;
            step = 0;
        }
        for (int i = 0; i < 16; i++) {
            int x = i % SUBBLOCK;
            int at = begin + i / SUBBLOCK * SUBBLOCK * plane.stride + x * SUBBLOCK;
            if (x == SUBBLOCK - 1) {
                subblocks.predict(block.lumaModes[i], plane, at, beyond, step);
            } else {
                subblocks.predict(block.lumaModes[i], plane, at, at - plane.stride + SUBBLOCK, 1);
            }
            residue(block, i, plane, at);
        }
    }

    private void chroma(Macroblock block, int first, Plane plane, int column, int row) {
        BlockPrediction.predict(block.chromaMode, plane, column, row, CHROMA_LOG);
        square(block, first, 2, plane, plane.at(column << CHROMA_LOG, row << CHROMA_LOG));
    }

    private void square(Macroblock block, int first, int side, Plane plane, int begin) {
        for (int i = 0; i < side * side; i++) {
            residue(block, first + i, plane, begin + i / side * SUBBLOCK * plane.stride + i % side * SUBBLOCK);
        }
    }

    private void residue(Macroblock block, int number, Plane plane, int at) {
        int from = number * Macroblock.BLOCK;
        Residue residue = block.residues[number];
        switch (residue) {
            case NONE -> {}
            case FLAT -> InverseTransform.addFlat(block.coefficients[from], plane, at);
            case SLIGHT -> InverseTransform.add(block.coefficients, from, 0, half, plane, at);
            case FULL -> InverseTransform.add(block.coefficients, from, UPPER_BITS, half, plane, at);
        }
    }
}
