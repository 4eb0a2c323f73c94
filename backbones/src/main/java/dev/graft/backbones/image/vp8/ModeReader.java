package dev.graft.backbones.image.vp8;

import java.io.IOException;
import java.util.Arrays;

/** Reads how the macroblocks are predicted, row by row (RFC 6386, 10, 11 and 19.3). */
final class ModeReader {
    private static final int SIDE = 4;
    /** The tree of a subblock's mode: after each branch the next one, or the mode less {@link #LEAF}. */
    private static final int LEAF = 16;

    private static final int[][] TREE = {
        {SubblockPrediction.DC - LEAF, 1},
        {SubblockPrediction.TRUE_MOTION - LEAF, 2},
        {SubblockPrediction.VERTICAL - LEAF, 3},
        {4, 6},
        {SubblockPrediction.HORIZONTAL - LEAF, 5},
        {SubblockPrediction.RIGHT_DOWN - LEAF, SubblockPrediction.VERTICAL_RIGHT - LEAF},
        {SubblockPrediction.LEFT_DOWN - LEAF, 7},
        {SubblockPrediction.VERTICAL_LEFT - LEAF, 8},
        {SubblockPrediction.HORIZONTAL_DOWN - LEAF, SubblockPrediction.HORIZONTAL_UP - LEAF}
    };

    private final FrameHeader header;
    private final BoolDecoder in;
    private final int[] above;
    private final int[] left = new int[SIDE];

    ModeReader(FrameHeader header, int columns) {
        this.header = header;
        this.in = header.modes();
        this.above = new int[SIDE * columns];
    }

    /** Begins a row. */
    void row() {
        Arrays.fill(left, SubblockPrediction.DC);
    }

    void read(int column, Macroblock block) throws IOException {
        block.segment = header.segments().next(in);
        block.skipped = header.skipped() >= 0 && in.bit(header.skipped()) == 1;
        block.subblocks = in.bit(145) == 0;
        if (block.subblocks) {
            subblocks(column * SIDE, block.lumaModes);
        } else {
            int mode = in.bit(156) == 1
                    ? (in.bit(128) == 1 ? BlockPrediction.TRUE_MOTION : BlockPrediction.HORIZONTAL)
                    : (in.bit(163) == 1 ? BlockPrediction.VERTICAL : BlockPrediction.DC);
            block.lumaModes[0] = mode;
            Arrays.fill(above, column * SIDE, column * SIDE + SIDE, mode);
            Arrays.fill(left, mode);
        }
        block.chromaMode = chroma();
    }

    private void subblocks(int from, int[] modes) throws IOException {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int probabilities = SubblockModeTable.at(above[from + x], left[y]);
                int next = 0;
                while (next >= 0) {
                    next = TREE[next][in.bit(SubblockModeTable.PROBABILITIES[probabilities + next])];
                }
                int mode = next + LEAF;
                modes[y * SIDE + x] = mode;
                above[from + x] = mode;
                left[y] = mode;
            }
        }
    }

    private int chroma() throws IOException {
        if (in.bit(142) == 0) {
            return BlockPrediction.DC;
        }
        if (in.bit(114) == 0) {
            return BlockPrediction.VERTICAL;
        }
        return in.bit(183) == 1 ? BlockPrediction.TRUE_MOTION : BlockPrediction.HORIZONTAL;
    }
}
