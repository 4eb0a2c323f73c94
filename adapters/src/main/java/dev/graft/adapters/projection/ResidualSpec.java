package dev.graft.adapters.projection;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/**
 * The settings of a {@link ResidualAdapter}, as a user gives them.
 *
 * @param hiddenWidth 0 for a quarter of the vision encoder's width
 * @param activation see {@link Activation}
 */
public record ResidualSpec(
        @Help("width of the hidden layer; 0 for a quarter of the vision encoder's")
        int hiddenWidth,

        @Help("after the hidden layer: gelu, gelu_tanh, relu or silu")
        String activation)
        implements AdapterSpec {
    public static final String KIND = "residual";

    /** The width of CLIP-Adapter. */
    public static final ResidualSpec DEFAULT = new ResidualSpec(0, "relu");

    public ResidualSpec {
        AdapterSetting.require("hidden_width", hiddenWidth, Range.SIZE_OR_NONE);
        Activation.of(activation);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int tokenWidth(int visionWidth, int languageWidth) {
        return visionWidth;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (visionWidth != languageWidth) {
            throw new InvalidInputException(
                    "an adapter of kind " + KIND + " leaves feature vectors as wide as they are, "
                            + visionWidth + ", and the language model takes " + languageWidth
                            + "; it is for comparing images with texts, or for backbones of one width");
        }
        int hidden = hiddenWidth == 0 ? Math.max(1, visionWidth / 4) : hiddenWidth;
        return new ResidualAdapter(visionWidth, hidden, Activation.of(activation));
    }
}
