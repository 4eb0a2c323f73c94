package dev.graft.training.settings;

import java.util.Locale;

/** By which figure of a validation the best weights of a run are chosen. */
public enum BestBy {
    /** The lowest loss. */
    LOSS,
    /** The highest accuracy; among equals the lowest loss. */
    ACCURACY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
