package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.Range;
import dev.graft.tensors.Sizes;

/**
 * The settings of an {@link Idefics2Adapter}, as a user gives them.
 *
 * @param latents learnt vectors, each of which becomes a visual token
 * @param heads of each attention
 * @param keyHeads of each attention, by which heads can be divided
 * @param headWidth their width
 * @param hiddenWidth the width inside the projection of the feature vectors; 0 for four times the language model's
 */
public record Idefics2Spec(
        @Help("learnt vectors that look at the image, each of which becomes a visual token, at least 1")
        int latents,

        @Help("layers of attention and feed-forward, at least 1")
        int layers,

        @Help("heads of each attention, a multiple of key_heads")
        int heads,

        @Help("heads of its keys and values, each shared by as many heads of queries")
        int keyHeads,

        @Help("width of each head, at least 1") int headWidth,

        @Help("width inside the projection of the feature vectors; 0 for four times the language model's")
        int hiddenWidth,

        @Help("added to the mean square in normalisations, between 0 and 1")
        double normEpsilon)
        implements AdapterSpec {
    /** Idefics2's, with 64 latents. */
    public static final Idefics2Spec DEFAULT = new Idefics2Spec(64, 3, 16, 4, 96, 0, 1e-6);

    static final String KIND = "idefics2_perceiver";

    public Idefics2Spec {
        AdapterSetting.require("latents", latents, Range.SIZE);
        AdapterSetting.require("layers", layers, Range.LAYERS);
        AdapterSetting.require("heads", heads, Range.SIZE);
        AdapterSetting.require("head_width", headWidth, Range.SIZE);
        AdapterSetting.require("hidden_width", hiddenWidth, Range.SIZE_OR_NONE);
        LayerNorms.requireEpsilon(normEpsilon);
        new AttentionHeads(heads, keyHeads, headWidth);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        return new Idefics2Adapter(this, visionWidth, languageWidth);
    }

    /** The width inside the projection of the feature vectors. */
    int hiddenWidth(int languageWidth) {
        return hiddenWidth == 0 ? Sizes.product(4, languageWidth) : hiddenWidth;
    }
}
