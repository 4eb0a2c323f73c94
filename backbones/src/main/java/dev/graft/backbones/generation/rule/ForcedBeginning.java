package dev.graft.backbones.generation.rule;

import java.util.List;

/**
 * Makes a token the only choice behind a single one, which is the first that the decoder of an encoder-decoder model writes.
 *
 * @param id of the token, such as that of a language to translate to
 */
public record ForcedBeginning(long id) implements TokenRule {
    @Override
    public void apply(float[] scores, TextSoFar text) {
        if (text.ids().length == 1) {
            ForcedEnd.force(scores, List.of(id));
        }
    }
}
