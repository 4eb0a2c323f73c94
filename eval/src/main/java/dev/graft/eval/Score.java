package dev.graft.eval;

/**
 * A mean score with what it is worth.
 *
 * <p>The interval is Wilson's (1927) for a proportion. For a metric with values between 0 and 1 it is too wide rather than
 * too narrow, since no such values scatter more than zeros and ones do. Several questions about one image are taken as
 * independent.
 *
 * @param value the mean over the samples, from 0 to 1
 * @param count how many samples
 * @param low lower end of the 95 % confidence interval
 * @param high upper end
 */
public record Score(double value, long count, double low, double high) {
    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    public Score {
        if (count <= 0 || !(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "a score lies between 0 and 1 over at least one sample, found " + value + " over " + count);
        }
    }

    /** The score of {@code count} samples whose scores add up to {@code sum}. */
    public static Score of(double sum, long count) {
        double mean = Math.min(1, sum / count);
        double denominator = 1 + Z * Z / count;
        double centre = (mean + Z * Z / (2 * count)) / denominator;
        double half = Z * Math.sqrt(mean * (1 - mean) / count + Z * Z / (4.0 * count * count)) / denominator;
        return new Score(mean, count, Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
