package dev.graft.eval.measure;

/**
 * A 95 % confidence interval: what the value could be on other images of the same kind, or with other seeds.
 *
 * @param low lower end
 * @param high upper end
 * @param method how it was found
 */
public record Interval(double low, double high, Method method) {
    /** How probable it is that the true value lies in an interval. */
    public static final double LEVEL = 0.95;

    /** How an interval is found. */
    public enum Method {
        /** Wilson's (1927), for a mean of scores from 0 to 1. */
        WILSON,

        /** The bootstrap, by the values of random draws of images, see {@link Resampling}. */
        BOOTSTRAP,

        /** Student's t, for a mean of several runs. */
        STUDENT
    }

    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * Wilson's interval of a mean of scores from 0 to 1, each about an image of its own. For others than zeros and ones it is too
     * wide rather than too narrow, since no such values scatter more than zeros and ones do.
     */
    public static Interval wilson(double mean, long count) {
        return wilson(mean, (double) count, Z);
    }

    /**
     * Wilson's interval of a mean over questions of which several are about one image: of as many zeros and ones as would let the
     * mean scatter as much, with Student's t for the normal distribution (Korn and Graubard 1998; Dean and Pagano 2015).
     *
     * @param mean neither 0 nor 1
     * @param error the mean's standard error, above 0
     * @param images at least two
     */
    static Interval wilson(double mean, double error, int images) {
        return wilson(mean, mean * (1 - mean) / (error * error), new StudentT(images - 1).quantile(LEVEL));
    }

    private static Interval wilson(double mean, double count, double z) {
        double denominator = 1 + z * z / count;
        double centre = (mean + z * z / (2 * count)) / denominator;
        double half = z * Math.sqrt(mean * (1 - mean) / count + z * z / (4.0 * count * count)) / denominator;
        // Of all zeros the lower end is 0, which rounding would miss by a hair, and of all ones the upper is 1.
        double low = mean == 0 ? 0 : Math.max(0, centre - half);
        double high = mean == 1 ? 1 : Math.min(1, centre + half);
        return new Interval(low, high, Method.WILSON);
    }
}
