package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link PoolerAdapter}, as a user gives them.
 *
 * @param latents learnt vectors, each of which becomes a visual token
 * @param heads of the attention; they divide the width of the visual tokens
 */
public record PoolerSpec(
        @Help("learnt vectors, each of which becomes a visual token")
        int latents,

        @Help("heads of the attention") int heads,

        @Help("added to the variance in normalisations, between 0 and 1")
        double normEpsilon)
        implements AdapterSpec {
    public static final String KIND = "attentional_pooler";

    /** open_clip's. */
    public static final PoolerSpec DEFAULT = new PoolerSpec(256, 8, 1e-5);

    public PoolerSpec {
        AdapterSetting.require("latents", latents, Range.SIZE);
        AdapterSetting.require("heads", heads, Range.SIZE);
        LayerNorms.requireEpsilon(normEpsilon);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        return new PoolerAdapter(
                visionWidth, latents, languageWidth, AttentionHeads.dividing(languageWidth, heads), (float)
                        normEpsilon);
    }
}
