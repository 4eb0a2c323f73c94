package dev.graft.backbones.generation.rule;

import java.util.Arrays;

/**
 * Makes tokens less likely that stand in the text or its prompt already (Keskar et al. 2019, arXiv:1909.05858): positive scores are
 * divided by the penalty, negative ones multiplied.
 *
 * @param penalty above 1 against repetition, below 1 for it
 */
public record RepetitionPenalty(double penalty) implements TokenRule {
    public RepetitionPenalty {
        Requirement.positive("repetition_penalty", penalty);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        penalize(scores, text.ids(), (float) penalty);
    }

    static void penalize(float[] scores, long[] ids, float penalty) {
        Arrays.stream(ids)
                .distinct()
                .filter(id -> id >= 0 && id < scores.length)
                .forEach(id -> {
                    float score = scores[(int) id];
                    scores[(int) id] = score < 0 ? score * penalty : score / penalty;
                });
    }
}
