package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link PerceiverAdapter}, as a user gives them.
 *
 * @param latents learnt vectors, each of which becomes a visual token
 * @param heads of each attention
 * @param headWidth their width
 * @param feedForwardRatio the width inside the feed-forward layers, as a multiple of the language model's width
 * @param projectFeatures whether a linear layer brings feature vectors to the language model's width first, as in
 *     TinyLLaVA; OpenFlamingo has none, and both widths must agree
 */
public record PerceiverSpec(
        @Help("learnt vectors that look at the image, each of which becomes a visual token, at least 1")
        int latents,

        @Help("layers of attention and feed-forward, at least 1")
        int layers,

        @Help("heads of each attention, at least 1") int heads,
        @Help("width of each head, at least 1") int headWidth,

        @Help("width inside the feed-forward layers as a multiple of the language model's, at least 1")
        int feedForwardRatio,

        @Help("whether a linear layer brings feature vectors to the language model's width first, as in TinyLLaVA;"
                + " OpenFlamingo has none, and both widths must agree")
        boolean projectFeatures,

        @Help("added to the variance in normalisations, between 0 and 1")
        double normEpsilon)
        implements AdapterSpec {
    /** Flamingo's six layers, 64 latents, behind TinyLLaVA's projection. */
    public static final PerceiverSpec DEFAULT = new PerceiverSpec(64, 6, 8, 64, 4, true, 1e-5);

    static final String KIND = "perceiver";

    public PerceiverSpec {
        AdapterSetting.require("latents", latents, Range.SIZE);
        AdapterSetting.require("layers", layers, Range.LAYERS);
        AdapterSetting.require("heads", heads, Range.SIZE);
        AdapterSetting.require("head_width", headWidth, Range.SIZE);
        AdapterSetting.require("feed_forward_ratio", feedForwardRatio, Range.SIZE);
        LayerNorms.requireEpsilon(normEpsilon);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (!projectFeatures && visionWidth != languageWidth) {
            throw new InvalidInputException("without project_features the feature vectors, of width " + visionWidth
                    + ", must be as wide as the language model's, " + languageWidth);
        }
        return new PerceiverAdapter(this, visionWidth, languageWidth);
    }
}
