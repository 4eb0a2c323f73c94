package dev.graft.models.visual;

import dev.graft.tensors.Tensor;

/**
 * What a language model is given of an image.
 *
 * @param tokens the visual tokens of all runs, FLOAT {@code [tokens, language width]}
 * @param sequence their runs, and the texts between
 */
public record SeenImage(Tensor tokens, VisualSequence sequence) {
    /** @throws IllegalArgumentException if there are not as many tokens as the runs have */
    public SeenImage {
        if (tokens.rank() != 2 || tokens.dim(0) != sequence.tokens()) {
            throw new IllegalArgumentException(tokens + " for " + sequence.tokens() + " visual tokens");
        }
    }

    /** One run of all tokens. */
    public static SeenImage of(Tensor tokens) {
        return new SeenImage(tokens, VisualSequence.of(Math.toIntExact(tokens.dim(0))));
    }
}
