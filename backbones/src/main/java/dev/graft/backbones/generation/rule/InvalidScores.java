package dev.graft.backbones.generation.rule;

/** Replaces scores that are no finite numbers: none by 0, infinities by the largest and the smallest number. */
public record InvalidScores() implements TokenRule {
    @Override
    public void apply(float[] scores, TextSoFar text) {
        for (int token = 0; token < scores.length; token++) {
            if (Float.isNaN(scores[token])) {
                scores[token] = 0;
            } else if (Float.isInfinite(scores[token])) {
                scores[token] = Math.copySign(Float.MAX_VALUE, scores[token]);
            }
        }
    }
}
