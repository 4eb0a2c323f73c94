package dev.graft.training.loss;

import dev.graft.graph.Value;

/**
 * CoCa's loss (Yu et al. 2022, arXiv:2205.01917): a contrast of images and texts, and the caption that a decoder gives,
 * which sees the image.
 *
 * @param contrast the weight of the first, 1 in open_clip
 * @param caption of the second, 2
 */
public record ContrastAndCaption(double contrast, double caption) {
    public static final ContrastAndCaption COCA = new ContrastAndCaption(1, 2);

    /**
     * The weighted sum.
     *
     * @param infoNce from {@link InfoNce}
     * @param logits of the decoder where it predicts a token {@code [tokens, vocabulary]}
     * @param targets these tokens, {@code [tokens]} INT64
     * @param weights {@code [tokens]}: 1 / number of tokens, 0 for padding
     */
    public Value of(Value infoNce, Value logits, Value targets, Value weights) {
        Value generated = SmoothedCrossEntropy.of(logits, targets, weights, 0);
        return infoNce.multiply(contrast).add(generated.multiply(caption));
    }
}
