package dev.graft.models.visual;

import dev.graft.backbones.image.TileGrid;

/** The visual tokens of an image's tiles as one map: which rows of a table each place is made of, and with which weights. */
record FeatureMap(int width, int height, int taps, int[] rows, float[] weights) {
    /** The tiles next to each other, each a square; the first tile of the table is the overview, which is not on the map. */
    static FeatureMap of(TileGrid grid, int side) {
        int width = Math.multiplyExact(grid.columns(), side);
        int height = Math.multiplyExact(grid.rows(), side);
        int[] rows = new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int tile = 1 + y / side * grid.columns() + x / side;
                rows[y * width + x] = (tile * side + y % side) * side + x % side;
            }
        }
        return new FeatureMap(width, height, 1, rows, new float[0]);
    }

    /** The part between left, top, right and bottom. */
    FeatureMap within(int[] window) {
        int newWidth = window[2] - window[0];
        int newHeight = window[3] - window[1];
        int[] part = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            System.arraycopy(rows, (window[1] + y) * width + window[0], part, y * newWidth, newWidth);
        }
        return new FeatureMap(newWidth, newHeight, 1, part, new float[0]);
    }

    /** Made smaller by bilinear interpolation, without antialiasing and with the corners' edges aligned, as PyTorch does it. */
    FeatureMap atMost(int[] size) {
        if (size[0] == width && size[1] == height) {
            return this;
        }
        int[] mixed = new int[size[0] * size[1] * 4];
        float[] shares = new float[mixed.length];
        int to = 0;
        for (int y = 0; y < size[1]; y++) {
            float fromY = source(y, height, size[1]);
            for (int x = 0; x < size[0]; x++) {
                float fromX = source(x, width, size[0]);
                for (int corner = 0; corner < 4; corner++, to++) {
                    boolean lower = corner > 1;
                    boolean right = corner % 2 == 1;
                    int row = Math.min((int) fromY + (lower ? 1 : 0), height - 1);
                    int column = Math.min((int) fromX + (right ? 1 : 0), width - 1);
                    mixed[to] = rows[row * width + column];
                    shares[to] = share(fromY, lower) * share(fromX, right);
                }
            }
        }
        return new FeatureMap(size[0], size[1], 4, mixed, shares);
    }

    private static float source(int place, int from, int to) {
        return Math.max(0, (float) from / to * (place + 0.5f) - 0.5f);
    }

    private static float share(float place, boolean next) {
        float fraction = place - (int) place;
        return next ? fraction : 1 - fraction;
    }

    /** Row by row, a given row of the table after each. */
    TokenSources lines(int newline) {
        int stride = (width + 1) * taps;
        int[] lined = new int[height * stride];
        float[] shares = new float[taps == 1 ? 0 : lined.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rows, y * width * taps, lined, y * stride, width * taps);
            lined[y * stride + width * taps] = newline;
            if (taps > 1) {
                System.arraycopy(weights, y * width * taps, shares, y * stride, width * taps);
                shares[y * stride + width * taps] = 1;
            }
        }
        return new TokenSources(lined, shares, taps);
    }
}
