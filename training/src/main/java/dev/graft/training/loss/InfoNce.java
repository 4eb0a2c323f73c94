package dev.graft.training.loss;

import dev.graft.graph.Value;
import java.util.Map;

/**
 * The contrastive loss of CLIP (Radford et al. 2021, arXiv:2103.00020): of all texts of a batch, an image should be most
 * like its own, and the other way round. With the similarity of the best query it is BLIP-2's image-text contrast.
 */
public final class InfoNce {
    /** The largest scale of similarities in CLIP's training, as a logarithm: ln 100. */
    private static final double LARGEST_LOG_SCALE = Math.log(100);

    private InfoNce() {}

    /**
     * Half the cross-entropy of texts given images and half that of images given texts, means over the batch.
     *
     * @param logits similarities {@code [images, texts]}, as many of each, the pairs on the diagonal
     * @param targets the probability that a text should have given an image {@code [images, texts]}, symmetric; with
     *     ones on the diagonal CLIP's, with a part spread over all label smoothing, see {@link PairTargets}
     */
    public static Value of(Value logits, Value targets) {
        Value texts = logits.logSoftmax(1).multiply(targets);
        Value images = logits.logSoftmax(0).multiply(targets);
        return texts.add(images).sum(false, 1).mean(false, 0).multiply(-0.5);
    }

    /**
     * CLIP's: similarities of unit vectors, scaled.
     *
     * @param similarities {@code [images, texts]}, from -1 to 1
     * @param logScale learnt, a scalar, at the start ln(1 / 0.07); above ln 100 it counts as that
     * @param targets as above
     */
    public static Value of(Value similarities, Value logScale, Value targets) {
        Value limit = logScale.builder().scalar(logScale.type(), LARGEST_LOG_SCALE);
        Value scale = logScale.builder().op("Min", Map.of(), logScale, limit).exp();
        return of(similarities.multiply(scale), targets);
    }
}
