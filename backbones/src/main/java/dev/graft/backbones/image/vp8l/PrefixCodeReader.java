package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/** Reads a prefix code: two symbols at most as they are, or the lengths of all symbols, which have a prefix code themselves. */
final class PrefixCodeReader {
    private static final int BYTE_VALUES = 256;
    private static final int REPEAT_LAST = 16;
    private static final int USUAL_LENGTH = 8;
    private static final int[] LENGTHS_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    /** Of the three symbols that repeat a length: how many bits say how often, and the least that they say. */
    private static final int[] REPEAT_BITS = {2, 3, 7};

    private static final int[] REPEAT_LEAST = {3, 3, 11};

    private PrefixCodeReader() {}

    static PrefixCode read(BitReader in, int symbols) throws IOException {
        int[] lengths = new int[Math.max(symbols, BYTE_VALUES)];
        if (in.flag()) {
            boolean two = in.flag();
            lengths[in.number(in.flag() ? 8 : 1)] = 1;
            if (two) {
                lengths[in.number(8)] = 1;
            }
        } else {
            readLengths(in, symbols, lengths);
        }
        return PrefixCode.of(lengths, symbols);
    }

    private static void readLengths(BitReader in, int symbols, int[] lengths) throws IOException {
        int[] lengthsOfLengths = new int[LENGTHS_ORDER.length];
        int given = 4 + in.number(4);
        for (int i = 0; i < given; i++) {
            lengthsOfLengths[LENGTHS_ORDER[i]] = in.number(3);
        }
        PrefixCode code = PrefixCode.of(lengthsOfLengths, lengthsOfLengths.length);
        int left = symbols;
        if (in.flag()) {
            left = 2 + in.number(2 + 2 * in.number(3));
            if (left > symbols) {
                throw tooMany();
            }
        }
        int last = USUAL_LENGTH;
        for (int symbol = 0; symbol < symbols && left > 0; left--) {
            int length = code.read(in);
            if (length < REPEAT_LAST) {
                lengths[symbol++] = length;
                last = length == 0 ? last : length;
            } else {
                int kind = length - REPEAT_LAST;
                int end = symbol + in.number(REPEAT_BITS[kind]) + REPEAT_LEAST[kind];
                if (end > symbols) {
                    throw tooMany();
                }
                int repeated = kind == 0 ? last : 0;
                while (symbol < end) {
                    lengths[symbol++] = repeated;
                }
            }
        }
    }

    private static IOException tooMany() {
        return new IOException("a code of its picture has more symbols than there are");
    }
}
