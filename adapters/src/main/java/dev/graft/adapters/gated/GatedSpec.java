package dev.graft.adapters.gated;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link GatedAdapter}, as a user gives them.
 *
 * @param reduction see {@link TokenReduction#parse}
 * @param hiddenWidth of both halves of the hidden layer together, an even number; 0 for the language model's width
 * @param activation of the half that gates, see {@link Activation}
 * @param normEpsilon added to the variance
 * @param initialization see {@link Initialization}
 */
public record GatedSpec(
        @Help("how feature vectors become fewer first: none, mean, concat:K, shuffle:S or pool:G")
        String reduction,

        @Help(
                "width of the hidden layer, of which one half gates the other; an even number, 0 for the language model's")
        int hiddenWidth,

        @Help("of the half that gates: gelu, gelu_tanh, relu or silu")
        String activation,

        @Help("added to the variance in the normalisation, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    public static final String KIND = "gated_mlp";

    /** Aya Vision's. */
    public static final GatedSpec DEFAULT = new GatedSpec("shuffle:2", 0, "silu", 1e-6, "pytorch");

    public GatedSpec {
        TokenReduction.parse(reduction);
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
        int hidden = hiddenWidth == 0 ? languageWidth : hiddenWidth;
        if (hidden % 2 != 0) {
            throw new InvalidInputException("a hidden width of " + hidden
                    + " has no two halves, one of which gates the other; give an even hidden_width");
        }
        TokenReduction.parse(reduction).tokens(featureTokens);
        return new GatedAdapter(this, visionWidth, featureTokens, hidden, languageWidth);
    }
}
