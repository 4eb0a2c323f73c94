package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.Range;
import dev.graft.tensors.Sizes;

/**
 * The settings of a {@link MergerAdapter}, as a user gives them.
 *
 * @param hiddenWidth 0 for that of all vectors of a block together
 * @param activation see {@link Activation}
 * @param normEpsilon added to the variance
 * @param initialization see {@link Initialization}
 */
public record MergerSpec(
        @Help("width of the hidden layer; 0 for that of all vectors of a block together")
        int hiddenWidth,

        @Help("after the hidden layer: gelu, gelu_tanh, relu or silu")
        String activation,

        @Help("added to the variance in the normalisation, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    public static final String KIND = "patch_merger";

    /** Qwen2-VL's. */
    public static final MergerSpec DEFAULT = new MergerSpec(0, "gelu", 1e-6, "pytorch");

    public MergerSpec {
        AdapterSetting.require("hidden_width", hiddenWidth, Range.SIZE_OR_NONE);
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
        int joined = Sizes.product(visionWidth, featureTokens);
        return new MergerAdapter(
                visionWidth,
                joined,
                hiddenWidth == 0 ? joined : hiddenWidth,
                languageWidth,
                Activation.of(activation),
                (float) normEpsilon,
                Initialization.of(initialization));
    }
}
