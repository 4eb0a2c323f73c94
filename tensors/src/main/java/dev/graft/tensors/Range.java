package dev.graft.tensors;

/**
 * The numbers between two bounds, such as those that a setting may have.
 *
 * @param least the lower bound
 * @param aboveLeast whether the bound itself is left out
 * @param most the upper bound, infinite for none
 * @param belowMost whether the bound itself is left out
 */
public record Range(double least, boolean aboveLeast, double most, boolean belowMost) {
    /** Every number that is one. */
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

    /** Above 0. */
    public static final Range POSITIVE = new Range(0, true, Double.POSITIVE_INFINITY, true);

    /** From 0 on. */
    public static final Range NOT_NEGATIVE = new Range(0, false, Double.POSITIVE_INFINITY, true);

    /** From 0 on and below 1. */
    public static final Range BELOW_ONE = new Range(0, false, 1, true);

    /** From 0 to 1, both included. */
    public static final Range FRACTION = new Range(0, false, 1, false);

    /** Above 0 and up to 1. */
    public static final Range POSITIVE_FRACTION = new Range(0, true, 1, false);

    /** Between 0 and 1, both left out. */
    public static final Range INSIDE_ONE = new Range(0, true, 1, true);

    public boolean contains(double value) {
        return (aboveLeast ? value > least : value >= least) && (belowMost ? value < most : value <= most);
    }

    /**
     * Refuses a number outside.
     *
     * @param what it is the number of, as the message says it
     */
    public void require(String what, Number value) {
        if (!contains(value.doubleValue())) {
            throw new InvalidInputException(what + " must be " + this + ", found " + value);
        }
    }

    /** What follows "must be" in a message. */
    @Override
    public String toString() {
        if (equals(ANY)) {
            return "a number";
        }
        if (equals(POSITIVE)) {
            return "positive";
        }
        if (equals(NOT_NEGATIVE)) {
            return "0 or more";
        }
        if (aboveLeast && belowMost) {
            return "between " + number(least) + " and " + number(most);
        }
        String from = (aboveLeast ? "above " : "at least ") + number(least);
        return Double.isInfinite(most) ? from : from + " and " + (belowMost ? "below " : "at most ") + number(most);
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }
}
