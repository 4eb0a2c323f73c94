package dev.graft.training.progress;

import dev.graft.training.settings.BestBy;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The result of a validation: the loss on held-out samples, and the accuracy of answers where some were asked.
 *
 * @param loss the mean over the target tokens, or over the batches of an objective that compares samples
 * @param parts of the loss by name, where it is a sum
 * @param accuracy the exact match of greedy answers, from 0 to 1; empty where none were asked for
 */
public record Validation(double loss, Map<String, Double> parts, OptionalDouble accuracy) {
    /** One whose loss has no parts, or of which they are not known any more. */
    public Validation(double loss, OptionalDouble accuracy) {
        this(loss, Map.of(), accuracy);
    }

    /** Whether these weights are better than those of another validation. NaN is worse than any number. */
    public boolean isBetterThan(Validation other, BestBy criterion) {
        int byLoss = Double.compare(other.loss, loss);
        int byAccuracy = Double.compare(accuracy.orElse(0), other.accuracy.orElse(0));
        return switch (criterion) {
            case LOSS -> byLoss > 0;
            case ACCURACY -> byAccuracy > 0 || byAccuracy == 0 && byLoss > 0;
        };
    }
}
