package dev.graft.backbones.generation.rule;

/**
 * A rule that changes the scores of tokens before the next one is chosen. Rules are values, may be used by many threads, and know
 * nothing of a text but what they are told.
 */
@FunctionalInterface
public interface TokenRule {
    /** The score of a token that is not to be chosen. */
    float NEVER = Float.NEGATIVE_INFINITY;

    /**
     * Changes scores in place.
     *
     * @param scores logits of all tokens; natural logarithms of their probabilities in a beam search
     * @param text what stands before the token
     */
    void apply(float[] scores, TextSoFar text);
}
