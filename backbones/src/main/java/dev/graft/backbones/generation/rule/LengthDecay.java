package dev.graft.backbones.generation.rule;

/**
 * Makes the end of a text likelier the longer it gets.
 *
 * @param start tokens after which it begins
 * @param factor by whose powers the score of an end grows, from token to token
 */
public record LengthDecay(int start, double factor) implements TokenRule {
    @Override
    public void apply(float[] scores, TextSoFar text) {
        int beyond = text.written() - start;
        if (beyond <= 0) {
            return;
        }
        float growth = (float) (Math.pow(factor, beyond) - 1);
        for (long end : text.ends()) {
            if (end < scores.length && scores[(int) end] > NEVER) {
                scores[(int) end] += Math.abs(scores[(int) end]) * growth;
            }
        }
    }
}
