package dev.graft.models.imagetext;

import dev.graft.tensors.Tensor;
import java.util.List;

/** What tells how alike images and texts are, each side on its own first. */
public interface ImageTextSimilarity {
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
}
