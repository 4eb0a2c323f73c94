package dev.graft.backbones.image.vp8;

/** What the stream says of one macroblock: how it is predicted, and the coefficients of what is added. */
final class Macroblock {
    static final int BLOCKS = 24;
    static final int BLOCK = 16;

    int segment;
    /** Whether the stream says that there are no coefficients. */
    boolean skipped;
    /** Whether luma is predicted in subblocks of 4x4. */
    boolean subblocks;
    /** The modes of the 16 subblocks, or that of the whole as the first. */
    final int[] lumaModes = new int[16];

    int chromaMode;
    /** The coefficients of 16 blocks of luma and 4 of each chroma, times their quantisers. */
    final short[] coefficients = new short[BLOCKS * BLOCK];
    /** How much each block needs of the inverse transform. */
    final Residue[] residues = new Residue[BLOCKS];

    /** What is in a block. */
    enum Residue {
        /** No coefficient. */
        NONE,
        /** The first coefficient alone, which is added to all samples. */
        FLAT,
        /** In luma the first three at most, which libwebp transforms apart. */
        SLIGHT,
        /** Others as well. */
        FULL
    }

    /** Whether anything is added to the prediction. */
    boolean hasResidue() {
        for (Residue residue : residues) {
            if (residue != Residue.NONE) {
                return true;
            }
        }
        return false;
    }
}
