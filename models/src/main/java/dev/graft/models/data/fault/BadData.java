package dev.graft.models.data.fault;

import java.util.Locale;

/** What becomes of a data set with records and images that cannot be used. */
public enum BadData {
    /** They are listed, all at once, and nothing is begun. */
    STOP,
    /** In a large set few of them are left out, as by {@link #SKIP}; otherwise it is as {@link #STOP}. */
    FEW,
    /** They are left out and counted. */
    SKIP;

    /** In a set of so many samples some faults are to be expected, and looking after each is not worth it. */
    private static final int LARGE = 10_000;

    /** Of a large set one in so many may be left out; where more is wrong it is mostly one thing, which can be mended. */
    private static final int ONE_IN = 100;

    /** Whether a data set can be used without the bad ones of all. */
    boolean accepts(long bad, long all) {
        return switch (this) {
            case STOP -> bad == 0;
            case FEW -> bad == 0 || all >= LARGE && bad * ONE_IN <= all;
            case SKIP -> true;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
