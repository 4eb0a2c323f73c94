package dev.graft.models.visual;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Optional;

/**
 * What a language model is given of an image.
 *
 * @param tokens the visual tokens of all runs, FLOAT {@code [tokens, language width]}; of width 0 before the question is known on
 *     which they depend
 * @param sequence their runs, and the texts between
 * @param amongSeveral what it is given of the image where the prompt has others too and that is something else
 * @param waiting what the vision encoder saw, where the visual tokens depend on the question, too
 */
public record SeenImage(
        Tensor tokens, VisualSequence sequence, Optional<SeenImage> amongSeveral, Optional<EncodedImage> waiting) {
    /** @throws IllegalArgumentException if there are not as many tokens as the runs have */
    public SeenImage {
        if (tokens.rank() != 2 || tokens.dim(0) != sequence.tokens()) {
            throw new IllegalArgumentException(tokens + " for " + sequence.tokens() + " visual tokens");
        }
    }

    /** Whose visual tokens depend on nothing else. */
    public SeenImage(Tensor tokens, VisualSequence sequence) {
        this(tokens, sequence, Optional.empty(), Optional.empty());
    }

    /** The same with what is given of it instead where the prompt has other images too. */
    public SeenImage withAmongSeveral(SeenImage other) {
        return new SeenImage(tokens, sequence, Optional.of(other), waiting);
    }

    /** What is given of it in a prompt of so many images. */
    public SeenImage in(int images) {
        return images > 1 ? amongSeveral.orElse(this) : this;
    }

    /** One run of all tokens. */
    public static SeenImage of(Tensor tokens) {
        return new SeenImage(tokens, VisualSequence.of(Math.toIntExact(tokens.dim(0))));
    }

    /** Of an image that is yet to be seen with a question. */
    public static SeenImage waiting(EncodedImage image, VisualSequence sequence) {
        return new SeenImage(
                Tensor.allocate(ElementType.FLOAT, sequence.tokens(), 0),
                sequence,
                Optional.empty(),
                Optional.of(image));
    }
}
