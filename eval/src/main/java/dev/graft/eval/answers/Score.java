package dev.graft.eval.answers;

import java.util.Arrays;
import java.util.Optional;

/**
 * The value of a metric, with the number of samples behind it and its confidence interval.
 *
 * @param value usually from 0 to 1; never negative
 * @param count how many samples it is of
 * @param interval where the metric is a mean over samples, with values from 0 to 1
 */
public record Score(double value, long count, Optional<Interval> interval) {
    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * A 95 % confidence interval.
     *
     * <p>It is Wilson's (1927) for a proportion. For a metric with values between 0 and 1 it is too wide rather than too
     * narrow, since no such values scatter more than zeros and ones do. Several questions about one image are taken as
     * independent.
     *
     * @param low lower end
     * @param high upper end
     */
    public record Interval(double low, double high) {}

    public Score {
        if (count <= 0 || !(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "a score is a number from 0 on, over at least one sample, found " + value + " over " + count);
        }
        if (interval.isPresent() && value > 1) {
            throw new IllegalArgumentException("a mean of values from 0 to 1 is at most 1, found " + value);
        }
    }

    /** The mean over {@code count} samples, each scored from 0 to 1, whose scores add up to {@code sum}. */
    public static Score of(double sum, long count) {
        double mean = Math.min(1, sum / count);
        double denominator = 1 + Z * Z / count;
        double centre = (mean + Z * Z / (2 * count)) / denominator;
        double half = Z * Math.sqrt(mean * (1 - mean) / count + Z * Z / (4.0 * count * count)) / denominator;
        Interval interval = new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
        return new Score(mean, count, Optional.of(interval));
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
