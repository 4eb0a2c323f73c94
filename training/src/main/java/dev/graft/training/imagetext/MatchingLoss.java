package dev.graft.training.imagetext;

import dev.graft.adapters.TextInput;
import dev.graft.adapters.block.Weights;
import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.training.loss.SmoothedCrossEntropy;
import java.util.Arrays;

/**
 * BLIP-2's image-text matching loss, ITM (Li et al. 2023, arXiv:2301.12597, section 3.2): whether a text is true of an
 * image is judged of each pair as it is, of its text with another image, and of its image with another text.
 */
final class MatchingLoss {
    /** {@code [batch]} INT64: for each text the row of an image that does not belong to it. */
    static final String NEGATIVE_IMAGES = "negative_images";

    /** {@code [batch]} INT64: for each image the row of a text that does not belong to it. */
    static final String NEGATIVE_TEXTS = "negative_texts";

    private MatchingLoss() {}

    /**
     * The mean cross-entropy of the judgements.
     *
     * @param features of the images {@code [batch, feature tokens, vision width]}
     * @param text of the pairs {@code [batch, tokens]}
     */
    static Value of(
            GraphBuilder g, ImageTextNetwork network, int batch, Value features, TextInput text, Weights weights) {
        Value otherImages = g.input(NEGATIVE_IMAGES, ElementType.INT64, batch);
        Value otherTexts = g.input(NEGATIVE_TEXTS, ElementType.INT64, batch);
        Value images = features.concat(0, features.gather(otherImages, 0), features);
        TextInput texts = new TextInput(withOthers(text.ids(), otherTexts), withOthers(text.mask(), otherTexts));
        int triples = 3 * batch;
        long[] labels = new long[triples];
        Arrays.fill(labels, 0, batch, 1);
        float[] shares = new float[triples];
        Arrays.fill(shares, 1f / triples);
        return SmoothedCrossEntropy.of(
                network.match(images, texts, weights),
                g.constant(Tensor.of(labels, triples)),
                g.constant(Tensor.of(shares, triples)),
                0);
    }

    private static Value withOthers(Value rows, Value others) {
        return rows.concat(0, rows, rows.gather(others, 0));
    }
}
