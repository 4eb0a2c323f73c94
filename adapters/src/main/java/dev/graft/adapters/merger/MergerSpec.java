package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.Suggestions;
import java.util.List;

/**
 * The settings of a {@link MergerAdapter}, as a user gives them.
 *
 * @param hiddenWidth 0 for that of all vectors of a block together
 * @param activation see {@link Activation}
 * @param norm {@code layer} or {@code rms}
 * @param normEpsilon added to the variance, or to the mean square
 * @param initialization see {@link Initialization}
 */
public record MergerSpec(
        @Help("width of the hidden layer; 0 for that of all vectors of a block together")
        int hiddenWidth,

        @Help("after the hidden layer: gelu, gelu_tanh, relu or silu")
        String activation,

        @Help("how vectors are normalised first: layer as in Qwen2-VL, rms as in Qwen2.5-VL")
        String norm,

        @Help("added to the variance, or the mean square, in the normalisation, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    public static final String KIND = "patch_merger";

    /** By mean and variance. */
    static final String LAYER = "layer";

    /** By the root of the mean square. */
    static final String RMS = "rms";

    /** Qwen2-VL's. */
    public static final MergerSpec DEFAULT = new MergerSpec(0, "gelu", LAYER, 1e-6, "pytorch");

    public MergerSpec {
        AdapterSetting.require("hidden_width", hiddenWidth, Range.SIZE_OR_NONE);
        Activation.of(activation);
        if (!List.of(LAYER, RMS).contains(norm)) {
            throw new InvalidInputException(
                    "unknown normalisation '" + norm + "'" + Suggestions.didYouMean(norm, List.of(LAYER, RMS)));
        }
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
                norm.equals(RMS),
                (float) normEpsilon,
                Initialization.of(initialization));
    }
}
