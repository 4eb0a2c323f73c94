package dev.graft.backbones.image.vp8;

/** Smooths the edges of all macroblocks and of the blocks in them, in the order of the macroblocks (RFC 6386, 15). */
final class LoopFilter {
    /** How much more an edge between macroblocks may differ. */
    private static final int OUTER = 4;

    private static final int SIDE = 16;

    private final boolean simple;
    private final Planes planes;
    private final FilterStrength[] strengths;
    private final boolean[] inner;

    LoopFilter(boolean simple, Planes planes) {
        this.simple = simple;
        this.planes = planes;
        this.strengths = new FilterStrength[planes.columns() * planes.rows()];
        this.inner = new boolean[strengths.length];
    }

    /** Notes how a macroblock is to be smoothed, and whether its inner edges are as well. */
    void note(int column, int row, FilterStrength strength, boolean innerEdges) {
        strengths[row * planes.columns() + column] = strength;
        inner[row * planes.columns() + column] = innerEdges;
    }

    void run() {
        for (int i = 0; i < strengths.length; i++) {
            if (strengths[i].limit() > 0) {
                int column = i % planes.columns();
                int row = i / planes.columns();
                if (simple) {
                    simple(column, row, strengths[i].limit(), inner[i]);
                } else {
                    normal(planes.luma(), column, row, SIDE, strengths[i], inner[i]);
                    normal(planes.blue(), column, row, SIDE / 2, strengths[i], inner[i]);
                    normal(planes.red(), column, row, SIDE / 2, strengths[i], inner[i]);
                }
            }
        }
    }

    /** Luma alone: left edge, upright edges inside, upper edge, level edges inside. */
    private void simple(int column, int row, int limit, boolean innerEdges) {
        Plane plane = planes.luma();
        int at = plane.at(column * SIDE, row * SIDE);
        int stride = plane.stride;
        if (column > 0) {
            EdgeFilter.simple(plane.samples, at, stride, 1, SIDE, limit + OUTER);
        }
        for (int i = 4; innerEdges && i < SIDE; i += 4) {
            EdgeFilter.simple(plane.samples, at + i, stride, 1, SIDE, limit);
        }
        if (row > 0) {
            EdgeFilter.simple(plane.samples, at, 1, stride, SIDE, limit + OUTER);
        }
        for (int i = 4; innerEdges && i < SIDE; i += 4) {
            EdgeFilter.simple(plane.samples, at + i * stride, 1, stride, SIDE, limit);
        }
    }

    private static void normal(Plane plane, int column, int row, int side, FilterStrength strength, boolean inner) {
        int at = plane.at(column * side, row * side);
        int stride = plane.stride;
        int outer = strength.limit() + OUTER;
        if (column > 0) {
            EdgeFilter.outer(plane.samples, at, stride, 1, side, outer, strength);
        }
        for (int i = 4; inner && i < side; i += 4) {
            EdgeFilter.inner(plane.samples, at + i, stride, 1, side, strength);
        }
        if (row > 0) {
            EdgeFilter.outer(plane.samples, at, 1, stride, side, outer, strength);
        }
        for (int i = 4; inner && i < side; i += 4) {
            EdgeFilter.inner(plane.samples, at + i * stride, 1, stride, side, strength);
        }
    }
}
