package dev.graft.models.data.fault;

import java.util.Locale;

/** What becomes of samples of more tokens than the language model reads. */
public enum LongSamples {
    /** They are listed, all at once, and nothing is begun. */
    STOP,
    /**
     * They are cut off at the right, as LLaVA does: the end of the answer is not learnt. Of which no answer is left is left
     * out.
     */
    CUT,
    /** They are left out and counted. */
    SKIP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
