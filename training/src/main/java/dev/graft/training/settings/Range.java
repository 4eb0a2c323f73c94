package dev.graft.training.settings;

/**
 * The numbers that a setting may have.
 *
 * @param least the lower bound
 * @param aboveLeast whether the bound itself is left out
 * @param most the upper bound, infinite for none
 * @param belowMost whether the bound itself is left out
 */
record Range(double least, boolean aboveLeast, double most, boolean belowMost) {
    /** Every number that is one. */
    static final Range ANY = new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

    static final Range POSITIVE = new Range(0, true, Double.POSITIVE_INFINITY, true);

    static final Range NOT_NEGATIVE = new Range(0, false, Double.POSITIVE_INFINITY, true);

    /** From 0 on and below 1. */
    static final Range BELOW_ONE = new Range(0, false, 1, true);

    /** From 0 to 1, both included. */
    static final Range FRACTION = new Range(0, false, 1, false);

    boolean contains(double value) {
        return (aboveLeast ? value > least : value >= least) && (belowMost ? value < most : value <= most);
    }

    @Override
    public String toString() {
        if (Double.isInfinite(least)) {
            return "a number";
        }
        String from = aboveLeast ? "above " + (long) least : "at least " + (long) least;
        return Double.isInfinite(most) ? from : from + " and " + (belowMost ? "below " : "at most ") + (long) most;
    }
}
