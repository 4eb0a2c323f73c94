package dev.graft.backbones.image.vp8l;

/**
 * Red is given as a difference from a multiple of green, and blue from multiples of green and red; the factors differ from part
 * to part.
 *
 * @param bits parts have {@code 1 << bits} pixels a side
 * @param parts of each part the factors in 32nds, from the lowest byte on: green to red, green to blue, red to blue
 */
record ColorCorrelation(int width, int bits, int[] parts) implements Transform {
    @Override
    public int[] undo(int[] pixels) {
        int across = Parts.of(width, bits);
        for (int at = 0, y = 0; at < pixels.length; y++) {
            int row = (y >> bits) * across;
            for (int x = 0; x < width; x++, at++) {
                pixels[at] = undo(pixels[at], parts[row + (x >> bits)]);
            }
        }
        return pixels;
    }

    private static int undo(int pixel, int factors) {
        byte green = (byte) (pixel >> 8);
        int red = (pixel >> 16) + product(factors, green) & 0xff;
        int blue = pixel + product(factors >> 8, green) + product(factors >> 16, (byte) red) & 0xff;
        return pixel & 0xFF00FF00 | red << 16 | blue;
    }

    private static int product(int factor, byte level) {
        return (byte) factor * level >> 5;
    }
}
