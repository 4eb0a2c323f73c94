package dev.graft.training.settings;

/** The numbers that a setting may have. */
enum Range {
    /** Every number that is one. */
    ANY(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY),
    POSITIVE(0, true, Double.POSITIVE_INFINITY),
    NOT_NEGATIVE(0, false, Double.POSITIVE_INFINITY),
    /** From 0 on and below 1. */
    BELOW_ONE(0, false, 1),
    /** From 0 to 1, both included. */
    FRACTION(0, false, Math.nextUp(1.0));

    private final double least;
    private final boolean aboveLeast;
    private final double bound;

    Range(double least, boolean aboveLeast, double bound) {
        this.least = least;
        this.aboveLeast = aboveLeast;
        this.bound = bound;
    }

    boolean contains(double value) {
        return (aboveLeast ? value > least : value >= least) && value < bound;
    }

    @Override
    public String toString() {
        return switch (this) {
            case ANY -> "a number";
            case POSITIVE -> "above 0";
            case NOT_NEGATIVE -> "at least 0";
            case BELOW_ONE -> "at least 0 and below 1";
            case FRACTION -> "at least 0 and at most 1";
        };
    }
}
