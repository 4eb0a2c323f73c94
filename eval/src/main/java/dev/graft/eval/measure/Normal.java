package dev.graft.eval.measure;

/** The normal distribution of mean 0 and deviation 1. */
final class Normal {
    /** Beyond, a double has no other probabilities than 0 and 1 to tell. */
    private static final double FAR = 8;

    private static final int HALVINGS = 60;

    private Normal() {}

    /** The probability of a value below, by the series of Marsaglia (2004). */
    static double below(double value) {
        if (Math.abs(value) > FAR) {
            return value < 0 ? 0 : 1;
        }
        double term = value;
        double sum = value;
        for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
            term *= value * value / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The value below which others lie with a probability between 0 and 1. */
    static double quantile(double probability) {
        double low = -FAR;
        double high = FAR;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
