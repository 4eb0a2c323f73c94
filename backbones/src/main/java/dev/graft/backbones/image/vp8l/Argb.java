package dev.graft.backbones.image.vp8l;

/** Arithmetic on the four components of a pixel. */
final class Argb {
    private Argb() {}

    /** The sums, each without its carry. */
    static int sum(int a, int b) {
        return (a & 0xFF00FF00) + (b & 0xFF00FF00) & 0xFF00FF00 | (a & 0x00FF00FF) + (b & 0x00FF00FF) & 0x00FF00FF;
    }

    /** The means, rounded down. */
    static int mean(int a, int b) {
        return (((a ^ b) & 0xFEFEFEFE) >>> 1) + (a & b);
    }

    /** {@code a}, moved on by what leads from {@code c} to {@code b}. */
    static int gradient(int a, int b, int c) {
        int moved = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            moved |= clip(component(a, shift) + component(b, shift) - component(c, shift)) << shift;
        }
        return moved;
    }

    /** {@code a}, moved on by half of what leads from {@code b} to it, rounded towards 0. */
    static int halfGradient(int a, int b) {
        int moved = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int level = component(a, shift);
            moved |= clip(level + (level - component(b, shift)) / 2) << shift;
        }
        return moved;
    }

    /** That of {@code a} and {@code b} which {@code a + b - c} is nearer to, in the sum of all components; {@code a} if both are. */
    static int nearer(int a, int b, int c) {
        int balance = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int corner = component(c, shift);
            balance += Math.abs(component(b, shift) - corner) - Math.abs(component(a, shift) - corner);
        }
        return balance <= 0 ? a : b;
    }

    private static int component(int pixel, int shift) {
        return pixel >>> shift & 0xff;
    }

    private static int clip(int level) {
        return level < 0 ? 0 : Math.min(level, 255);
    }
}
