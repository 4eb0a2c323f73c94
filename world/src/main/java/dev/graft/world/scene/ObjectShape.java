package dev.graft.world.scene;

import java.util.Locale;

/** The shape of an object in a scene, such as a circle or a star. */
public enum ObjectShape {
    CIRCLE(Outline.circle(), 1),
    SQUARE(Outline.square(), 0.92),
    TRIANGLE(Outline.triangle(), 1.06),
    STAR(Outline.star(), 1.14),
    CROSS(Outline.cross(), 1.04),
    HEART(Outline.heart(), 1.04);

    private final Outline outline;
    private final String word = name().toLowerCase(Locale.ROOT);
    private final double extent;

    /** @param extent half the longer side for radius 1, so that shapes of one radius look equally large */
    ObjectShape(Outline outline, double extent) {
        this.outline = outline;
        this.extent = extent;
    }

    Outline outline(double x, double y, double radius, double angle) {
        return outline.at(x, y, radius * extent, angle);
    }

    /** Several of them. */
    String plural() {
        return this == CROSS ? "crosses" : this + "s";
    }

    /** The word for it. */
    @Override
    public String toString() {
        return word;
    }
}
