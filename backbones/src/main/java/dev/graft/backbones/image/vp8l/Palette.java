package dev.graft.backbones.image.vp8l;

import java.util.Arrays;

/**
 * Colours are given as places in a list, as many side by side in one pixel's green as fit.
 *
 * @param width of the picture in pixels
 * @param bits each green level has {@code 1 << bits} places
 * @param colors the list, as long as there are places
 */
record Palette(int width, int bits, int[] colors) implements Transform {
    /** The palette of so many colours, each given as the difference from the one before it. */
    static Palette of(int width, int[] differences) {
        int bits = bits(differences.length);
        int[] colors = Arrays.copyOf(differences, 1 << (8 >> bits));
        for (int i = 1; i < differences.length; i++) {
            colors[i] = Argb.sum(differences[i], colors[i - 1]);
        }
        return new Palette(width, bits, colors);
    }

    /** The power of 2 of how many places in so long a list fit into one level. */
    static int bits(int count) {
        return count > 16 ? 0 : count > 4 ? 1 : count > 2 ? 2 : 3;
    }

    @Override
    public int[] undo(int[] pixels) {
        if (bits == 0) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = colors[pixels[i] >>> 8 & 0xff];
            }
            return pixels;
        }
        int packedWidth = Parts.of(width, bits);
        int[] unpacked = new int[pixels.length / packedWidth * width];
        int bitsOfPlace = 8 >> bits;
        for (int at = 0, row = 0; at < unpacked.length; row += packedWidth) {
            for (int x = 0; x < width; x++) {
                int level = pixels[row + (x >> bits)] >>> 8 & 0xff;
                int place = level >> (x & (1 << bits) - 1) * bitsOfPlace & (1 << bitsOfPlace) - 1;
                unpacked[at++] = colors[place];
            }
        }
        return unpacked;
    }
}
