package dev.graft.training.imagetext;

import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.training.loss.SmoothedCrossEntropy;
import java.util.Map;

/**
 * BLIP-2's loss of image-grounded text generation, ITG (Li et al. 2023, arXiv:2301.12597, section 3.2): the cross-entropy of
 * each token of the captions but the first, with smoothed labels as in the published code.
 */
final class GenerationLoss {
    private GenerationLoss() {}

    /**
     * The mean over the targets, whose places, ids and shares are inputs of the graph.
     *
     * @param logits of the next token at each place {@code [batch, tokens, vocabulary]}
     * @param targets how many tokens are predicted, with padding
     */
    static Value of(GraphBuilder g, Value logits, int targets) {
        Value index = g.input(TokenCrossEntropy.TARGET_INDEX, ElementType.INT64, targets, 2);
        Value ids = g.input(TokenCrossEntropy.TARGET_IDS, ElementType.INT64, targets);
        Value shares = g.input(TokenCrossEntropy.TARGET_WEIGHTS, ElementType.FLOAT, targets);
        Value chosen = g.op("GatherND", Map.of(), logits, index);
        return SmoothedCrossEntropy.of(chosen, ids, shares, ImageTextSettings.LABEL_SMOOTHING);
    }
}
