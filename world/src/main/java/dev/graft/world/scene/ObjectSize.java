package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.Locale;

/** The size of an object in a scene, small or large, with a wide gap between the two. */
public enum ObjectSize {
    SMALL(0.084, 0.098),
    LARGE(0.155, 0.175);

    private final double least;
    private final String word = name().toLowerCase(Locale.ROOT);
    private final double most;

    /** Radii as fractions of the image's side. */
    ObjectSize(double least, double most) {
        this.least = least;
        this.most = most;
    }

    double radius(SplitMix64 random) {
        return random.between(least, most);
    }

    /** The word for it. */
    @Override
    public String toString() {
        return word;
    }
}
