package dev.graft.backbones.image.vp8l;

/** The colours that were read last, each at the place that its hash gives. */
final class ColorCache {
    private static final int MULTIPLIER = 0x1E35A7BD;

    private final int[] colors;
    private final int shift;

    /** A cache of {@code 1 << bits} colours, or of none where there are 0 bits. */
    ColorCache(int bits) {
        this.colors = new int[bits == 0 ? 0 : 1 << bits];
        this.shift = Integer.SIZE - bits;
    }

    int size() {
        return colors.length;
    }

    int get(int place) {
        return colors[place];
    }

    void add(int[] pixels, int from, int to) {
        if (colors.length > 0) {
            for (int i = from; i < to; i++) {
                colors[pixels[i] * MULTIPLIER >>> shift] = pixels[i];
            }
        }
    }
}
