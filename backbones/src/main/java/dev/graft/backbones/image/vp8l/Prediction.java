package dev.graft.backbones.image.vp8l;

/**
 * Pixels are given as differences from what their neighbours let expect, in one of 14 ways that differ from part to part.
 *
 * @param bits parts have {@code 1 << bits} pixels a side
 * @param parts of each part the way, as its green level
 */
record Prediction(int width, int bits, int[] parts) implements Transform {
    private static final int BLACK = 0xFF000000;

    @Override
    public int[] undo(int[] pixels) {
        pixels[0] = Argb.sum(pixels[0], BLACK);
        for (int x = 1; x < width; x++) {
            pixels[x] = Argb.sum(pixels[x], pixels[x - 1]);
        }
        int across = Parts.of(width, bits);
        for (int at = width, y = 1; at < pixels.length; y++) {
            int row = (y >> bits) * across;
            pixels[at] = Argb.sum(pixels[at], pixels[at - width]);
            at++;
            for (int x = 1; x < width; ) {
                int end = Math.min(width, (x >> bits) + 1 << bits);
                undo(pixels, at, at + end - x, parts[row + (x >> bits)] >>> 8 & 0xF);
                at += end - x;
                x = end;
            }
        }
        return pixels;
    }

    private void undo(int[] pixels, int from, int to, int way) {
        for (int at = from; at < to; at++) {
            int left = pixels[at - 1];
            int above = pixels[at - width];
            int corner = pixels[at - width - 1];
            // At the right edge this is the first of the row, as the picture lies in memory.
            int right = pixels[at - width + 1];
            pixels[at] = Argb.sum(pixels[at], expected(way, left, above, corner, right));
        }
    }

    private static int expected(int way, int left, int above, int corner, int right) {
        return switch (way) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> right;
            case 4 -> corner;
            case 5 -> Argb.mean(Argb.mean(left, right), above);
            case 6 -> Argb.mean(left, corner);
            case 7 -> Argb.mean(left, above);
            case 8 -> Argb.mean(corner, above);
            case 9 -> Argb.mean(above, right);
            case 10 -> Argb.mean(Argb.mean(left, corner), Argb.mean(above, right));
            case 11 -> Argb.nearer(above, left, corner);
            case 12 -> Argb.gradient(left, above, corner);
            case 13 -> Argb.halfGradient(Argb.mean(left, above), corner);
            default -> BLACK;
        };
    }
}
