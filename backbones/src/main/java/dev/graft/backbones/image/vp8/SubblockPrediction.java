package dev.graft.backbones.image.vp8;

import java.util.Arrays;

/**
 * Predicts 4x4 samples from the 13 that lie around them (RFC 6386, 12.3): the left column from the bottom up, the corner, four
 * above, and four to the right of these.
 */
final class SubblockPrediction {
    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    static final int RIGHT_DOWN = 4;
    static final int VERTICAL_RIGHT = 5;
    static final int LEFT_DOWN = 6;
    static final int VERTICAL_LEFT = 7;
    static final int HORIZONTAL_DOWN = 8;
    static final int HORIZONTAL_UP = 9;

    private static final int SIDE = 4;
    private static final int CORNER = 4;
    private static final int ABOVE = 5;
    private static final int LAST = 12;

    /** The samples around, the last of them twice. */
    private final int[] edge = new int[LAST + 2];

    private final int[] predicted = new int[SIDE * SIDE];
    /** The levels of a slanting prediction, in their order along the edge. */
    private final int[] levels = new int[10];

    /**
     * Predicts a subblock.
     *
     * @param at where it begins
     * @param right where the four samples above and to the right begin
     * @param step 1, or 0 where the first of these stands for all four
     */
    void predict(int mode, Plane plane, int at, int right, int step) {
        if (mode == TRUE_MOTION) {
            BlockPrediction.trueMotion(plane, at, SIDE);
            return;
        }
        gather(plane, at, right, step);
        switch (mode) {
            case DC -> Arrays.fill(predicted, mean());
            case VERTICAL -> vertical();
            case HORIZONTAL -> horizontal();
            case RIGHT_DOWN -> rightDown();
            case VERTICAL_RIGHT -> verticalRight();
            case LEFT_DOWN -> leftDown();
            case VERTICAL_LEFT -> verticalLeft();
            case HORIZONTAL_DOWN -> horizontalDown();
            default -> horizontalUp();
        }
        for (int y = 0, i = 0, row = at; y < SIDE; y++, row += plane.stride) {
            for (int x = 0; x < SIDE; x++) {
                plane.samples[row + x] = (byte) predicted[i++];
            }
        }
    }

    private void gather(Plane plane, int at, int right, int step) {
        byte[] samples = plane.samples;
        int above = at - plane.stride;
        for (int i = 0; i < SIDE; i++) {
            edge[i] = samples[at + (SIDE - 1 - i) * plane.stride - 1] & 0xff;
            edge[ABOVE + i] = samples[above + i] & 0xff;
            edge[ABOVE + SIDE + i] = samples[right + i * step] & 0xff;
        }
        edge[CORNER] = samples[above - 1] & 0xff;
        edge[LAST + 1] = edge[LAST];
    }

    private int mean() {
        int sum = SIDE;
        for (int i = 0; i < SIDE; i++) {
            sum += edge[i] + edge[ABOVE + i];
        }
        return sum >> 3;
    }

    /** The mean of two neighbours on the edge. */
    private int two(int at) {
        return edge[at] + edge[at + 1] + 1 >> 1;
    }

    /** The weighted mean of three neighbours on the edge, the given one in the middle. */
    private int three(int at) {
        return edge[at - 1] + 2 * edge[at] + edge[at + 1] + 2 >> 2;
    }

    /** The same for the left column's lowest sample, below which it goes on as it is. */
    private int lowest() {
        return edge[1] + 3 * edge[0] + 2 >> 2;
    }

    private void vertical() {
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = three(ABOVE + i % SIDE);
        }
    }

    private void horizontal() {
        for (int y = 0; y < SIDE; y++) {
            Arrays.fill(predicted, SIDE * y, SIDE * y + SIDE, y == SIDE - 1 ? lowest() : three(SIDE - 1 - y));
        }
    }

    private void rightDown() {
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = three(CORNER + i % SIDE - i / SIDE);
        }
    }

    private void leftDown() {
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = three(ABOVE + 1 + i % SIDE + i / SIDE);
        }
    }

    private void verticalRight() {
        for (int x = 0; x < SIDE; x++) {
            predicted[x] = two(CORNER + x);
            predicted[SIDE + x] = three(CORNER + x);
        }
        predicted[2 * SIDE] = three(3);
        predicted[3 * SIDE] = three(2);
        System.arraycopy(predicted, 0, predicted, 2 * SIDE + 1, SIDE - 1);
        System.arraycopy(predicted, SIDE, predicted, 3 * SIDE + 1, SIDE - 1);
    }

    private void verticalLeft() {
        for (int x = 0; x < SIDE; x++) {
            predicted[x] = two(ABOVE + x);
            predicted[SIDE + x] = three(ABOVE + 1 + x);
            predicted[2 * SIDE + x] = x < 3 ? two(ABOVE + 1 + x) : three(ABOVE + 5);
            predicted[3 * SIDE + x] = three(ABOVE + 2 + x + (x < 3 ? 0 : 1));
        }
    }

    private void horizontalDown() {
        for (int i = 0; i < SIDE; i++) {
            levels[2 * i] = two(i);
            levels[2 * i + 1] = three(i + 1);
        }
        levels[8] = three(ABOVE);
        levels[9] = three(ABOVE + 1);
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = levels[6 + i % SIDE - 2 * (i / SIDE)];
        }
    }

    private void horizontalUp() {
        for (int i = 0; i < 3; i++) {
            levels[2 * i] = two(2 - i);
            levels[2 * i + 1] = i < 2 ? three(2 - i) : lowest();
        }
        Arrays.fill(levels, 6, levels.length, edge[0]);
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = levels[i % SIDE + 2 * (i / SIDE)];
        }
    }
}
