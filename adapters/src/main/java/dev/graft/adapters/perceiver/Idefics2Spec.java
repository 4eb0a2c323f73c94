package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.Range;

/**
 * What a user says about an {@link Idefics2Adapter}.
 *
 * @param latents learnt vectors, each of which becomes a visual token
 * @param heads of each attention
 * @param keyHeads of each attention, by which heads can be divided
 * @param headWidth their width
 * @param hiddenWidth the width inside the projection of the feature vectors; 0 for four times the language model's
 */
public record Idefics2Spec(
        int latents, int layers, int heads, int keyHeads, int headWidth, int hiddenWidth, double normEpsilon)
        implements AdapterSpec {
    public static final Idefics2Spec DEFAULT = new Idefics2Spec(64, 3, 16, 4, 96, 0, 1e-6);

    public Idefics2Spec {
        Range.positive("latents", latents);
        Range.positive("layers", layers);
        Range.notNegative("hidden_width", hiddenWidth);
        Range.epsilon(normEpsilon);
        new AttentionHeads(heads, keyHeads, headWidth);
    }

    @Override
    public String kind() {
        return "idefics2_perceiver";
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        return new Idefics2Adapter(this, visionWidth, languageWidth);
    }

    /** The width inside the projection of the feature vectors. */
    int hiddenWidth(int languageWidth) {
        return hiddenWidth == 0 ? Math.multiplyExact(4, languageWidth) : hiddenWidth;
    }
}
