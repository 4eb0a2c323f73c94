package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/** The five prefix codes of a part of a picture; that of green also has the lengths of repetitions, and places of the cache. */
record CodeGroup(PrefixCode green, PrefixCode red, PrefixCode blue, PrefixCode alpha, PrefixCode distance) {
    static final int LEVELS = 256;
    static final int LENGTHS = 24;
    private static final int DISTANCES = 40;

    static CodeGroup read(BitReader in, int cacheSize) throws IOException {
        return new CodeGroup(
                PrefixCodeReader.read(in, LEVELS + LENGTHS + cacheSize),
                PrefixCodeReader.read(in, LEVELS),
                PrefixCodeReader.read(in, LEVELS),
                PrefixCodeReader.read(in, LEVELS),
                PrefixCodeReader.read(in, DISTANCES));
    }

    /** The other components of a pixel whose green has been read. */
    int pixel(int greenLevel, BitReader in) throws IOException {
        int redLevel = red.read(in);
        int blueLevel = blue.read(in);
        return alpha.read(in) << 24 | redLevel << 16 | greenLevel << 8 | blueLevel;
    }
}
