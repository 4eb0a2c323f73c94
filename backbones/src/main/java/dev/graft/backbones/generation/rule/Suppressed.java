package dev.graft.backbones.generation.rule;

import java.util.List;

/**
 * Forbids some tokens everywhere.
 *
 * @param ids of the tokens
 */
public record Suppressed(List<Long> ids) implements TokenRule {
    public Suppressed {
        ids = List.copyOf(ids);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        forbid(scores, ids);
    }

    static void forbid(float[] scores, List<Long> ids) {
        for (long id : ids) {
            if (id >= 0 && id < scores.length) {
                scores[(int) id] = NEVER;
            }
        }
    }
}
