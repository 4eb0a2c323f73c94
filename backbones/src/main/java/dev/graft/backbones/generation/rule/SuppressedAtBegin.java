package dev.graft.backbones.generation.rule;

import java.util.List;

/**
 * Forbids some tokens at the beginning of a text.
 *
 * @param ids of the tokens
 * @param afterForced whether the beginning comes after a {@linkplain ForcedBeginning forced token}, where one is forced
 */
public record SuppressedAtBegin(List<Long> ids, boolean afterForced) implements TokenRule {
    public SuppressedAtBegin {
        ids = List.copyOf(ids);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        int begin = afterForced && text.prompt() <= 1 ? 1 : 0;
        if (text.written() == begin) {
            Suppressed.forbid(scores, ids);
        }
    }
}
