package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link JoiningAdapter}, as a user gives them.
 *
 * @param block the side of a block in patches
 * @param activation see {@link Activation}
 * @param bias whether the last two layers have biases
 * @param normEpsilon added to the mean square
 * @param initialization see {@link Initialization}
 */
public record JoiningSpec(
        @Help("side of the block of patches that becomes one visual token, in patches")
        int block,

        @Help("after the first of the last two layers: gelu, gelu_tanh, relu or silu")
        String activation,

        @Help("whether the last two layers have biases") boolean bias,

        @Help("added to the mean square in the normalisation, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    public static final String KIND = "mistral3_projector";

    /** Mistral Small 3.1's. */
    public static final JoiningSpec DEFAULT = new JoiningSpec(2, "gelu", false, 1e-5, "pytorch");

    public JoiningSpec {
        AdapterSetting.require("block", block, Range.SIZE);
        Activation.of(activation);
        LayerNorms.requireEpsilon(normEpsilon);
        Initialization.of(initialization);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        return new JoiningAdapter(this, visionWidth, languageWidth);
    }
}
