package dev.graft.backbones.image.vp8l;

import java.io.IOException;
import java.util.stream.Stream;

/** How lengths and distances of repetitions are written. */
final class Repetition {
    /** Columns to the left and rows up of the nearest pixels, which have the first distances. */
    private static final int[] NEAR = numbers("""
            0 1  1 0  1 1  -1 1  0 2  2 0  1 2  -1 2  2 1  -2 1  2 2  -2 2  0 3  3 0  1 3
            -1 3  3 1  -3 1  2 3  -2 3  3 2  -3 2  0 4  4 0  1 4  -1 4  4 1  -4 1  3 3  -3 3
            2 4  -2 4  4 2  -4 2  0 5  3 4  -3 4  4 3  -4 3  5 0  1 5  -1 5  5 1  -5 1  2 5
            -2 5  5 2  -5 2  4 4  -4 4  3 5  -3 5  5 3  -5 3  0 6  6 0  1 6  -1 6  6 1  -6 1
            2 6  -2 6  6 2  -6 2  4 5  -4 5  5 4  -5 4  3 6  -3 6  6 3  -6 3  0 7  7 0  1 7
            -1 7  5 5  -5 5  7 1  -7 1  4 6  -4 6  6 4  -6 4  2 7  -2 7  7 2  -7 2  3 7  -3 7
            7 3  -7 3  5 6  -5 6  6 5  -6 5  8 0  4 7  -4 7  7 4  -7 4  8 1  8 2  6 6  -6 6
            8 3  5 7  -5 7  7 5  -7 5  8 4  6 7  -6 7  7 6  -7 6  8 5  7 7  -7 7  8 6  8 7
            """);

    private static final int NEAREST = NEAR.length / 2;

    private Repetition() {}

    private static int[] numbers(String text) {
        return Stream.of(text.strip().split("\\s+")).mapToInt(Integer::parseInt).toArray();
    }

    /** A number of at least 1, of which the symbol says how large it is about, and further bits the rest. */
    static int number(int symbol, BitReader in) throws IOException {
        if (symbol < 4) {
            return symbol + 1;
        }
        int bits = symbol - 2 >> 1;
        return (2 + (symbol & 1) << bits) + in.number(bits) + 1;
    }

    /** How many pixels back the distance of this number is, in a picture so wide. */
    static int distance(int number, int width) {
        if (number > NEAREST) {
            return number - NEAREST;
        }
        return Math.max(1, NEAR[2 * number - 1] * width + NEAR[2 * number - 2]);
    }
}
