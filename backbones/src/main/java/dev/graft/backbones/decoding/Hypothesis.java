package dev.graft.backbones.decoding;

/**
 * A text of a beam search.
 *
 * @param text without the token that ended it
 * @param parent the text that it continues, by its place
 * @param token the last
 * @param score the logarithm of its probability; of an ended text divided by a power of its length
 * @param hasEnded whether it can be an answer
 */
record Hypothesis(TokenList text, int parent, long token, float score, boolean hasEnded) {
    /** Scores so low are those of no text. */
    static final float NONE = -1e9f;

    Hypothesis withScore(float newScore) {
        return new Hypothesis(text, parent, token, newScore, hasEnded);
    }

    Hypothesis ending(boolean ends, float newScore) {
        return new Hypothesis(text, parent, token, newScore, ends);
    }
}
