package dev.graft.backbones.image.vp8l;

/** Pictures are divided into squares whose sides are powers of 2; those at the right and lower edge may be smaller. */
final class Parts {
    private Parts() {}

    /** How many parts of {@code 1 << bits} a side of so many pixels has. */
    static int of(int side, int bits) {
        return side + (1 << bits) - 1 >> bits;
    }
}
