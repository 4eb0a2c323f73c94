package dev.graft.world.scene;

import java.util.Locale;

/** The colour of an object: saturated, so that none is near another or near the grey of a background. */
public enum Colour {
    RED(0xDC1E28),
    ORANGE(0xFF8C14),
    YELLOW(0xFFEB28),
    GREEN(0x1EA03C),
    CYAN(0x28E1E6),
    BLUE(0x2841DC),
    PURPLE(0x8228AA),
    PINK(0xFF82C8);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int rgb;

    Colour(int rgb) {
        this.rgb = rgb;
    }

    /** Red, green and blue, a byte each, red the highest. */
    int rgb() {
        return rgb;
    }

    /**
     * Whether images of the training split show no such object. Every colour is withheld from one shape, and every shape
     * has most colours, so both are seen and only their combination is new.
     */
    public boolean isWithheldFrom(ObjectShape shape) {
        return ordinal() % ObjectShape.values().length == shape.ordinal();
    }

    /** The word for it. */
    @Override
    public String toString() {
        return word;
    }
}
