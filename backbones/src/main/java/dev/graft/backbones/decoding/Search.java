package dev.graft.backbones.decoding;

import java.util.List;

/** The texts that are tried as the continuation of one prompt. It begins with one row, the prompt's. */
sealed interface Search permits Writing, BeamSearch {
    /**
     * Chooses the next tokens.
     *
     * @param logits of all rows that are read together
     * @param rows which of them are those of its texts, in its own order
     * @return what is to be read next; none once all texts have ended
     */
    Moves advance(Logits logits, int[] rows);

    /** Whether each text's likeliest token is all that counts, so that several may be chosen elsewhere at once. */
    default boolean takesLikeliest() {
        return false;
    }

    /** Tokens that may still be written. */
    int remaining();

    /** The texts, the best first, without the tokens that ended them. */
    List<long[]> texts();
}
