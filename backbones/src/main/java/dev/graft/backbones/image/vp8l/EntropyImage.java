package dev.graft.backbones.image.vp8l;

import java.io.IOException;

/** Reads the pixels of a picture, each as alpha, red, green and blue, before any transform is undone. */
final class EntropyImage {
    private static final int MOST_CACHE_BITS = 11;

    private final BitReader in;
    private final int width;
    private final int[] pixels;
    private final ColorCache cache;
    private final CodeGroups groups;
    private int at;

    private EntropyImage(BitReader in, int width, int height, boolean own) throws IOException {
        this.in = in;
        this.width = width;
        int bits = 0;
        if (in.flag()) {
            bits = in.number(4);
            if (bits < 1 || bits > MOST_CACHE_BITS) {
                throw new IOException("the cache of its picture has 2 to the power of " + bits + " colours");
            }
        }
        this.cache = new ColorCache(bits);
        this.groups = CodeGroups.read(in, width, height, cache.size(), own);
        this.pixels = new int[width * height];
    }

    /** The pixels, row by row; {@code own}: of the picture itself, else of one that describes it. */
    static int[] read(BitReader in, int width, int height, boolean own) throws IOException {
        EntropyImage image = new EntropyImage(in, width, height, own);
        image.read();
        return image.pixels;
    }

    private void read() throws IOException {
        int x = 0;
        int y = 0;
        CodeGroup group = groups.at(0, 0);
        while (at < pixels.length) {
            if (groups.isFirst(x)) {
                group = groups.at(x, y);
            }
            int from = at;
            int symbol = group.green().read(in);
            if (symbol < CodeGroup.LEVELS) {
                pixels[at++] = group.pixel(symbol, in);
            } else if (symbol < CodeGroup.LEVELS + CodeGroup.LENGTHS) {
                repeat(symbol - CodeGroup.LEVELS, group);
            } else {
                pixels[at++] = cache.get(symbol - CodeGroup.LEVELS - CodeGroup.LENGTHS);
            }
            cache.add(pixels, from, at);
            x += at - from;
            if (x >= width) {
                y += x / width;
                x %= width;
            }
            if (at - from > 1 && at < pixels.length) {
                group = groups.at(x, y);
            }
        }
    }

    private void repeat(int symbol, CodeGroup group) throws IOException {
        int length = Repetition.number(symbol, in);
        int distance = Repetition.distance(Repetition.number(group.distance().read(in), in), width);
        if (distance > at || length > pixels.length - at) {
            throw new IOException("its picture repeats what is not there");
        }
        for (int end = at + length; at < end; at++) {
            pixels[at] = pixels[at - distance];
        }
    }
}
