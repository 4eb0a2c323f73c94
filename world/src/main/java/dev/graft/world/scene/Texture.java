package dev.graft.world.scene;

import java.util.Locale;

/** The pattern of a background. */
public enum Texture {
    PLAIN,
    STRIPED,
    CHECKED,
    SHADED,
    SPECKLED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word for it. */
    @Override
    public String toString() {
        return word;
    }
}
