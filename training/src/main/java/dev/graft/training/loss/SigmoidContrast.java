package dev.graft.training.loss;

import dev.graft.graph.Value;

/**
 * SigLIP's loss (Zhai et al. 2023, arXiv:2303.15343): each pair of an image and a text by itself is one that belongs
 * together or not.
 */
public final class SigmoidContrast {
    private SigmoidContrast() {}

    /**
     * {@code -1/N · Σ log σ(signᵢⱼ · (exp(logScale) · similarityᵢⱼ + bias))}.
     *
     * @param similarities of unit vectors, {@code [images, texts]}
     * @param signs {@code [images, texts]}: 1 for what belongs together, -1 for what does not
     * @param logScale learnt, a scalar, at the start ln 10
     * @param bias learnt, a scalar, at the start -10
     */
    public static Value of(Value similarities, Value signs, Value logScale, Value bias) {
        Value logits = similarities.multiply(logScale.exp()).add(bias).multiply(signs);
        return logits.negate().softplus().sum(false, 1).mean(false, 0);
    }
}
