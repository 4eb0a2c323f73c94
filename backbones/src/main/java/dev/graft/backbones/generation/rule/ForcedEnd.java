package dev.graft.backbones.generation.rule;

import java.util.Arrays;
import java.util.List;

/**
 * Makes some tokens the only choice at the last place that a text has.
 *
 * @param ids of the tokens
 */
public record ForcedEnd(List<Long> ids) implements TokenRule {
    public ForcedEnd {
        ids = Requirement.sequence("forced_eos_token_id", ids);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        if (text.ids().length == text.most() - 1) {
            force(scores, ids);
        }
    }

    static void force(float[] scores, List<Long> ids) {
        Arrays.fill(scores, NEVER);
        for (long id : ids) {
            Requirement.known(id, scores.length);
            scores[(int) id] = 0;
        }
    }
}
