package dev.graft.models;

import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Optional;

/** What tells how alike images and texts are, each side on its own first. */
public interface ImageTextSimilarity {
    /** What judges an image and a text together. */
    @FunctionalInterface
    interface Matching {
        /**
         * How well each text matches its image, as logits of "no" and "yes"; their softmax is the probability of a match.
         *
         * @param features one image for each text, {@code [texts, feature tokens, vision width]}
         * @return {@code [texts, 2]}
         */
        Tensor matches(Tensor features, List<String> texts);
    }

    /**
     * What is compared of images, {@code [images, ..., width]}.
     *
     * @param features of the vision encoder, {@code [images, feature tokens, vision width]}
     */
    Tensor imageVectors(Tensor features);

    /** What is compared of texts, {@code [texts, width]}. */
    Tensor textVectors(List<String> texts);

    /** Whether the similarity is more than the cosine of vectors that each side has alone. */
    default boolean isContextual() {
        return false;
    }

    /** How alike they are, from -1 to 1: {@code [images, texts]}. */
    Tensor similarities(Tensor imageVectors, Tensor textVectors);

    /** What also judges whether a text is true of an image; empty of what only compares them. */
    default Optional<Matching> matching() {
        return Optional.empty();
    }
}
