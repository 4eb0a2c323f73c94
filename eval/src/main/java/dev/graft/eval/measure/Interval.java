package dev.graft.eval.measure;

/**
 * A 95 % confidence interval: what the value could be on other images of the same kind, or with other seeds.
 *
 * @param low lower end
 * @param high upper end
 * @param method how it was found
 */
public record Interval(double low, double high, Method method) {
    /** How an interval is found. */
    public enum Method {
        /** Wilson's (1927), for a share of samples that are right, each about an image of its own. */
        WILSON,

        /** The bootstrap: the middle 95 % of the values of random draws of images, see {@link Resampling}. */
        BOOTSTRAP,

        /** Student's t, for a mean of several runs. */
        STUDENT
    }

    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /**
     * Wilson's interval of a mean of scores from 0 to 1. For others than zeros and ones it is too wide rather than too narrow,
     * since no such values scatter more than zeros and ones do.
     */
    public static Interval wilson(double mean, long count) {
        double denominator = 1 + Z * Z / count;
        double centre = (mean + Z * Z / (2 * count)) / denominator;
        double half = Z * Math.sqrt(mean * (1 - mean) / count + Z * Z / (4.0 * count * count)) / denominator;
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half), Method.WILSON);
    }
}
