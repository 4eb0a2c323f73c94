package dev.graft.eval.measure;

/**
 * Student's t distribution (1908), by which a mean of few measurements is told from chance.
 *
 * @param degrees of freedom, at least 1: the number of measurements less one
 */
public record StudentT(int degrees) {
    private static final int HALVINGS = 200;

    public StudentT {
        if (degrees < 1) {
            throw new IllegalArgumentException("degrees of freedom are from 1 on, found " + degrees);
        }
    }

    /** The probability of a value between -t and t: the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4. */
    public double within(double t) {
        double angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int i = odd ? 3 : 2; i < degrees; i += 2) {
            term *= cosine * cosine * (i - 1) / i;
            sum += term;
        }
        double share = Math.sin(angle) * sum;
        return Math.min(1, odd ? 2 / Math.PI * (angle + share) : share);
    }

    /** The value between whose negative and itself a share of all lies, such as 0.95; from 0 to below 1. */
    public double quantile(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("a share is from 0 to below 1, found " + share);
        }
        double high = 1;
        while (within(high) < share) {
            high *= 2;
        }
        double low = 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The probability of a value at least as far from 0 as t, in either direction. */
    public double beyond(double t) {
        return Double.isInfinite(t) ? 0 : 1 - within(t);
    }
}
