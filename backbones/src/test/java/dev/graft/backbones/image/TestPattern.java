package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.Pixels;

/** The pictures made by formula of {@code scripts/reference/pillow_resize.py}. */
final class TestPattern {
    private TestPattern() {}

    static Pixels of(String kind, int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[i++] = (byte) level(kind, x, y, c);
                }
            }
        }
        return new Pixels(width, height, rgb);
    }

    private static int level(String kind, int x, int y, int c) {
        return switch (kind) {
            case "noise" -> x * x * (c + 1) + 31 * y + 17 * x * y + 97 * c + (x ^ y) * 5;
            case "edges" -> ((x / 3 + y / 2 + c) & 1) * 255;
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
