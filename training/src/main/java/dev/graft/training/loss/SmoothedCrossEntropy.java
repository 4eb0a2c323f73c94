package dev.graft.training.loss;

import dev.graft.graph.Value;
import java.util.Map;

/**
 * Cross-entropy with a part of the probability given to all classes alike (Szegedy et al. 2016, arXiv:1512.00567), as
 * PyTorch's {@code cross_entropy} computes it.
 */
public final class SmoothedCrossEntropy {
    private SmoothedCrossEntropy() {}

    /**
     * {@code -Σ weightᵢ · ((1 - ε) · log p(targetᵢ) + ε · mean over classes of log p)}.
     *
     * @param logits {@code [rows, classes]}
     * @param targets {@code [rows]} INT64
     * @param weights {@code [rows]}: 1 / number of rows for their mean, 0 for padding
     * @param smoothing ε, from 0 to below 1
     */
    public static Value of(Value logits, Value targets, Value weights, double smoothing) {
        Value likelihood = logits.logSoftmax(-1);
        Value right = logits.builder()
                .op("GatherElements", Map.of("axis", 1), likelihood, targets.unsqueeze(1))
                .squeeze(1);
        Value smoothed = smoothing == 0
                ? right
                : right.multiply(1 - smoothing).add(likelihood.mean(false, -1).multiply(smoothing));
        return smoothed.multiply(weights).sumAll().negate();
    }
}
