package dev.graft.backbones.generation.rule;

/**
 * Forbids the end of a text before a number of tokens is written.
 *
 * @param tokens the prompt not counted
 */
public record MinNewTokens(int tokens) implements TokenRule {
    public MinNewTokens {
        Requirement.positive("min_new_tokens", tokens);
    }

    @Override
    public void apply(float[] scores, TextSoFar text) {
        if (text.written() < tokens) {
            Suppressed.forbid(scores, text.ends());
        }
    }
}
