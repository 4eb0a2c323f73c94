package dev.graft.training.settings;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.List;
import java.util.Locale;

/** By which figure of a validation the best weights of a run are chosen. */
public enum BestBy {
    /** The lowest loss. */
    LOSS,
    /** The highest accuracy; among equals the lowest loss. */
    ACCURACY;

    static BestBy of(String name) {
        for (BestBy criterion : values()) {
            if (criterion.name().toLowerCase(Locale.ROOT).equals(name)) {
                return criterion;
            }
        }
        List<String> names = List.of("loss", "accuracy");
        throw new InvalidInputException(
                "expected one of " + names + ", found '" + name + "'" + Suggestions.didYouMean(name, names));
    }
}
