package dev.graft.adapters.qformer;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.util.Map;

/**
 * The settings of a {@link QFormerAdapter}, as a user gives them.
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
        @Help("learnt vectors that look at the image, each of which becomes a visual token, at least 1")
        int queries,

        @Help("layers of the transformer, at least 1") int layers,

        @Help("width of queries and layers, a multiple of the heads")
        int width,

        @Help("heads of each attention, among which the width is divided")
        int heads,

        @Help("width inside the feed-forward layers, at least 1")
        int feedForward,

        @Help("the queries look at the image in the first layer and each so many layers on, at least 1")
        int crossAttentionEvery,

        @Help("words of the text that is read besides the image, as in InstructBLIP; 0 for none, as in BLIP-2")
        int vocabulary,

        @Help("longest text in tokens, at least 1") int positions,

        @Help(
                "whether a linear layer brings the queries to the language model's width; without it both widths must agree")
        boolean projection,

        @Help("whether the normalisation of the queries before the first layer has scale and shift")
        boolean queryNormScale,

        @Help("whether feature vectors are normalised first, by a layer that is trained with the adapter")
        boolean visionNorm,

        @Help("added to the variance in that normalisation, between 0 and 1: 1e-5 in LAVIS, 1e-6 in transformers")
        double visionNormEpsilon,

        @Help("added to the variance in all other normalisations, between 0 and 1")
        double normEpsilon,

        @Help("share that is dropped in training, at least 0 and below 1; 0.1 in BLIP-2")
        double dropout)
        implements AdapterSpec {
    /** BLIP-2's, of the size of BERT base. */
    public static final QFormerSpec DEFAULT =
            new QFormerSpec(32, 12, 768, 12, 3072, 2, 0, 512, true, true, false, 1e-5, 1e-12, 0);

    static final String KIND = "qformer";

    public QFormerSpec {
        AdapterSetting.require("queries", queries, Range.SIZE);
        AdapterSetting.require("layers", layers, Range.LAYERS);
        AdapterSetting.require("width", width, Range.SIZE);
        AdapterSetting.require("heads", heads, Range.SIZE);
        AdapterSetting.require("feed_forward", feedForward, Range.SIZE);
        AdapterSetting.require("cross_attention_every", crossAttentionEvery, Range.LAYERS);
        AdapterSetting.require("vocabulary", vocabulary, Range.SIZE_OR_NONE);
        AdapterSetting.require("positions", positions, Range.SIZE);
        LayerNorms.requireEpsilon(visionNormEpsilon);
        LayerNorms.requireEpsilon(normEpsilon);
        AdapterSetting.require("dropout", dropout, Range.BELOW_ONE);
        AttentionHeads.dividing(width, heads);
        if (vocabulary > 0 && !queryNormScale) {
            throw new InvalidInputException(
                    "an adapter that reads text needs query_norm_scale, since queries and text share the normalisation");
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> idle() {
        return visionNorm ? Map.of() : Map.of("vision_norm_epsilon", "the adapter has no 'vision_norm'");
    }

    /** The same with a text of a vocabulary read beside the image: what BLIP-2's first stage of training needs. */
    public QFormerSpec withVocabulary(int size) {
        return (QFormerSpec) with(Map.of("vocabulary", size));
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
