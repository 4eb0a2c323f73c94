package dev.graft.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The learning rate of each step: a linear warm-up to the peak, then a way down to the minimum.
 *
 * @param peak the rate at the end of the warm-up
 * @param minimum the rate at the last step; not used by {@link Kind#CONSTANT}
 * @param warmupSteps steps of the warm-up; step {@code i} of them has {@code peak · i / warmupSteps}
 * @param totalSteps steps in all
 */
public record LearningRateSchedule(Kind kind, double peak, double minimum, long warmupSteps, long totalSteps) {
    /** The way from the peak to the minimum. */
    public enum Kind {
        /** Half a cosine wave (Loshchilov and Hutter 2017). */
        COSINE,
        LINEAR,
        /** Stays at the peak. */
        CONSTANT;

        /** The kind of a name such as {@code cosine}. */
        public static Kind of(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown schedule '" + name + "'; there is " + List.of(values())));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LearningRateSchedule {
        if (!(peak > 0) || minimum < 0 || minimum > peak) {
            throw new IllegalArgumentException(
                    "the learning rate must be positive and its minimum between 0 and it, found " + peak + " and "
                            + minimum);
        }
        if (warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException(
                    "the warm-up must lie between 0 and all " + totalSteps + " steps, found " + warmupSteps);
        }
    }

    /** The rate of a step, counted from 1. */
    public double at(long step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
        return switch (kind) {
            case COSINE -> minimum + 0.5 * (peak - minimum) * (1 + Math.cos(Math.PI * progress));
            case LINEAR -> peak + (minimum - peak) * progress;
            case CONSTANT -> peak;
        };
    }
}
