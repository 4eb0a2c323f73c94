package dev.graft.backbones.generation;

import dev.graft.tensors.InvalidInputException;
import java.util.Locale;

/**
 * A beam search: several texts are followed at once, and the one of the highest score is the answer. The score of a text is the logarithm
 * of its probability, divided by a power of its length.
 *
 * @param count texts that are followed; 1 for no search
 * @param lengthPenalty the power: above 0 for longer texts, below 0 for shorter ones
 * @param stopping when no better text is waited for
 * @param normalized whether scores that rules have changed are made probabilities again
 */
public record Beams(int count, double lengthPenalty, EarlyStopping stopping, boolean normalized) {
    /** No search. */
    public static final Beams NONE = new Beams(1, 1, EarlyStopping.FALSE, false);

    /** When a search ends though texts could still be written on. */
    public enum EarlyStopping {
        /** When no text that is as long as those now could come before the ended ones. */
        FALSE,
        /** When as many texts have ended as are followed. */
        TRUE,
        /** When no text of any length could come before the ended ones. */
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Beams {
        if (count < 1) {
            throw new InvalidInputException("the number of beams must be 1 or more, found " + count);
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new InvalidInputException("the length penalty must be a finite number, found " + lengthPenalty);
        }
    }

    /** A search with a length penalty of 1, as transformers has it. */
    public static Beams of(int count) {
        return NONE.withCount(count);
    }

    public Beams withCount(int newCount) {
        return new Beams(newCount, lengthPenalty, stopping, normalized);
    }

    public Beams withLengthPenalty(double newPenalty) {
        return new Beams(count, newPenalty, stopping, normalized);
    }

    public Beams withStopping(EarlyStopping newStopping) {
        return new Beams(count, lengthPenalty, newStopping, normalized);
    }
}
