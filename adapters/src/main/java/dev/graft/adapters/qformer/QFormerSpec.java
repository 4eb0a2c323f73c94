package dev.graft.adapters.qformer;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.Range;
import dev.graft.tensors.InvalidInputException;

/**
 * What a user says about a {@link QFormerAdapter}.
 *
 * @param queries learnt vectors, each of which becomes a visual token
 * @param heads of each attention, among which the width is divided
 * @param feedForward the width inside the feed-forward layers
 * @param crossAttentionEvery the queries look at the image in the first layer and each so many layers on
 * @param vocabulary of the text that is read besides the image, as in InstructBLIP; 0 for none, as in BLIP-2
 * @param positions the longest text in tokens
 * @param projection whether a linear layer brings the queries to the language model's width; without one both widths
 *     must agree
 * @param queryNormScale whether the normalisation of the queries before the first layer has scale and shift; TinyLLaVA's
 *     has none
 * @param visionNorm whether feature vectors are normalised first: LAVIS trains this layer with the Q-Former, transformers
 *     counts it to the vision encoder
 * @param visionNormEpsilon 1e-5 in LAVIS, 1e-6 in transformers
 * @param dropout the share that is dropped in training, as in BERT, of embeddings, of the weights of attention, and of what
 *     attention and feed-forward layers add; 0.1 where BLIP-2 trains the Q-Former
 */
public record QFormerSpec(
        int queries,
        int layers,
        int width,
        int heads,
        int feedForward,
        int crossAttentionEvery,
        int vocabulary,
        int positions,
        boolean projection,
        boolean queryNormScale,
        boolean visionNorm,
        double visionNormEpsilon,
        double normEpsilon,
        double dropout)
        implements AdapterSpec {
    /** BLIP-2's, of the size of BERT base. */
    public static final QFormerSpec DEFAULT =
            new QFormerSpec(32, 12, 768, 12, 3072, 2, 0, 512, true, true, false, 1e-5, 1e-12, 0);

    public QFormerSpec {
        Range.positive("queries", queries);
        Range.positive("layers", layers);
        Range.positive("width", width);
        Range.positive("feed_forward", feedForward);
        Range.positive("cross_attention_every", crossAttentionEvery);
        Range.notNegative("vocabulary", vocabulary);
        Range.positive("positions", positions);
        Range.epsilon(visionNormEpsilon);
        Range.epsilon(normEpsilon);
        Range.rate("dropout", dropout);
        AttentionHeads.dividing(width, heads);
        if (vocabulary > 0 && !queryNormScale) {
            throw new InvalidInputException(
                    "an adapter that reads text needs query_norm_scale, since queries and text share the normalisation");
        }
    }

    @Override
    public String kind() {
        return "qformer";
    }

    /** The same with a text of a vocabulary read beside the image: what BLIP-2's first stage of training needs. */
    public QFormerSpec withVocabulary(int size) {
        return new QFormerSpec(
                queries,
                layers,
                width,
                heads,
                feedForward,
                crossAttentionEvery,
                size,
                positions,
                projection,
                queryNormScale,
                visionNorm,
                visionNormEpsilon,
                normEpsilon,
                dropout);
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (!projection && width != languageWidth) {
            throw new InvalidInputException("without projection the queries, of width " + width
                    + ", must be as wide as the language model's embeddings, " + languageWidth);
        }
        return new QFormerAdapter(new QFormer(this, visionWidth), languageWidth);
    }
}
