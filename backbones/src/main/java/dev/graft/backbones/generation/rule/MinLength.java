package dev.graft.backbones.generation.rule;

/**
 * Forbids the end of a text before it has a number of tokens together with its prompt.
 *
 * @param tokens of prompt and text
 */
public record MinLength(int tokens) implements TokenRule {
    public MinLength {
        Requirement.positive("min_length", tokens);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        if (text.ids().length < tokens) {
            Suppressed.forbid(scores, text.ends());
        }
    }
}
