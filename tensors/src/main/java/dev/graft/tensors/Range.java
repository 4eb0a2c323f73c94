package dev.graft.tensors;

/** The numbers that a setting may have; none of them infinite. */
public enum Range {
    /** Every number that is one. */
    ANY("a number", Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true),
    /** Above 0. */
    POSITIVE("positive", 0, true, Double.POSITIVE_INFINITY, true),
    /** From 0 on. */
    NOT_NEGATIVE("0 or more", 0, false, Double.POSITIVE_INFINITY, true),
    /** From 0 on and below 1. */
    BELOW_ONE("at least 0 and below 1", 0, false, 1, true),
    /** From 0 to 1, both included. */
    FRACTION("at least 0 and at most 1", 0, false, 1, false),
    /** Above 0 and up to 1. */
    POSITIVE_FRACTION("above 0 and at most 1", 0, true, 1, false),
    /** Between 0 and 1, both left out. */
    INSIDE_ONE("between 0 and 1", 0, true, 1, true);

    private final String words;
    private final double least;
    private final boolean aboveLeast;
    private final double most;
    private final boolean belowMost;

    Range(String words, double least, boolean aboveLeast, double most, boolean belowMost) {
        this.words = words;
        this.least = least;
        this.aboveLeast = aboveLeast;
        this.most = most;
        this.belowMost = belowMost;
    }

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
        return words;
    }
}
