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
    INSIDE_ONE("between 0 and 1", 0, true, 1, true),
    /** A width, a length, a number of vectors, of samples computed together. Larger ones are slips of the keyboard. */
    SIZE("from 1 to 1048576", 1, false, 1 << 20, false),
    /** The same, where 0 has a meaning of its own. */
    SIZE_OR_NONE("from 0 to 1048576", 0, false, 1 << 20, false),
    /** Layers, each of which is nodes of a graph. */
    LAYERS("from 1 to 256", 1, false, 256, false),
    /** The same, where there may be none. */
    LAYERS_OR_NONE("from 0 to 256", 0, false, 256, false),
    /** Threads, 0 for as many as there are cores; each of them takes memory of its own. */
    THREADS("from 0 to 1024", 0, false, 1024, false),
    /** How often something is done over. */
    TIMES("from 1 to 1000", 1, false, 1000, false),
    /** Things that are made one after the other, such as files. */
    ITEMS("from 1 to 10000000", 1, false, 10_000_000, false),
    /** The same, where there may be none. */
    ITEMS_OR_NONE("from 0 to 10000000", 0, false, 10_000_000, false);

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
