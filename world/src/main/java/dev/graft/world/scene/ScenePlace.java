package dev.graft.world.scene;

import java.util.Locale;

/** The place of an object in an image: one of the nine parts of a 3x3 grid, in raster order. */
public enum ScenePlace {
    TOP_LEFT,
    TOP,
    TOP_RIGHT,
    LEFT,
    CENTER,
    RIGHT,
    BOTTOM_LEFT,
    BOTTOM,
    BOTTOM_RIGHT;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /**
     * The place of a centre, both as fractions of the image's side. Objects keep clear of the borders: their centres are
     * never in (1/4, 0.365) or (0.635, 3/4), so thirds and the outer quarters say the same.
     */
    static ScenePlace of(double x, double y) {
        return values()[3 * third(y) + third(x)];
    }

    private static int third(double value) {
        return (int) Math.min(2, 3 * value);
    }

    /** Whether something in another place may be said to be in this one, as what is at the top left is at the top. */
    boolean mayMean(ScenePlace other) {
        boolean sameRow = ordinal() / 3 == other.ordinal() / 3;
        boolean sameColumn = ordinal() % 3 == other.ordinal() % 3;
        return switch (this) {
            case TOP, BOTTOM -> sameRow;
            case LEFT, RIGHT -> sameColumn;
            default -> this == other;
        };
    }

    /** With the words that go before it, such as {@code at the top left}. */
    public String phrase() {
        return (this == CENTER ? "in the " : this == LEFT || this == RIGHT ? "on the " : "at the ") + this;
    }

    /** The words for it. */
    @Override
    public String toString() {
        return word;
    }
}
