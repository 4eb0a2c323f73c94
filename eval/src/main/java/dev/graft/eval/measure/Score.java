package dev.graft.eval.measure;

import java.util.Arrays;
import java.util.Optional;

/**
 * The value of a metric, with the number of samples behind it and its confidence interval.
 *
 * @param value usually from 0 to 1; never negative
 * @param count how many samples it is of
 * @param interval empty where nothing is known of other data sets
 */
public record Score(double value, long count, Optional<Interval> interval) {
    public Score {
        if (count <= 0 || !(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "a score is a number from 0 on, over at least one sample, found " + value + " over " + count);
        }
    }

    /** The mean over {@code count} samples, each scored from 0 to 1 and of an image of its own, whose scores add up to {@code sum}. */
    public static Score of(double sum, long count) {
        double mean = Math.min(1, sum / count);
        return new Score(mean, count, Optional.of(Interval.wilson(mean, count)));
    }

    /** The mean of scores from 0 to 1. */
    public static Score mean(double... scores) {
        return of(Arrays.stream(scores).sum(), scores.length);
    }

    /** The value of a metric that is no mean over samples, such as BLEU or F1. */
    public static Score ofSet(double value, long count) {
        return new Score(value, count, Optional.empty());
    }
}
