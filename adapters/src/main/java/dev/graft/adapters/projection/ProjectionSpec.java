package dev.graft.adapters.projection;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a {@link ProjectionAdapter}, as a user gives them.
 *
 * @param kind {@code linear} or {@code mlp}
 * @param tokens visual tokens made of each feature vector that the reduction leaves
 * @param reduction see {@link TokenReduction#parse}
 * @param hiddenLayers for {@code mlp}, at least 1
 * @param hiddenWidth for {@code mlp}; 0 for the language model's width
 * @param activation see {@link Activation}, for {@code mlp}
 * @param bias whether the linear layers have biases
 * @param inputNorm whether vectors pass a layer normalisation before the first linear layer
 * @param outputNorm whether visual tokens pass one at the end
 * @param initialization see {@link Initialization}
 */
public record ProjectionSpec(
        String kind,

        @Help("visual tokens made of each feature vector that the reduction leaves, at least 1")
        int tokens,

        @Help("how feature vectors become fewer first: none, mean, concat:K, shuffle:S or pool:G")
        String reduction,

        @Help("hidden layers of an mlp, at least 1; a linear one has none")
        int hiddenLayers,

        @Help("width of the hidden layers; 0 for the language model's")
        int hiddenWidth,

        @Help("after each hidden layer: gelu, gelu_tanh, relu or silu")
        String activation,

        @Help("whether linear layers have biases") boolean bias,

        @Help("whether feature vectors are normalised first")
        boolean inputNorm,

        @Help("whether visual tokens are normalised at the end")
        boolean outputNorm,

        @Help("added to the variance in normalisations, between 0 and 1")
        double normEpsilon,

        @Help("how weights start: pytorch, normal, xavier or zero_last")
        String initialization)
        implements AdapterSpec {
    /** One linear layer, every feature vector a visual token. */
    public static final ProjectionSpec LINEAR =
            new ProjectionSpec("linear", 1, "none", 1, 0, "gelu", true, false, false, 1e-5, "pytorch");

    /** LLaVA's projector. */
    public static final ProjectionSpec MLP =
            new ProjectionSpec("mlp", 1, "none", 1, 0, "gelu", true, false, false, 1e-5, "pytorch");

    public ProjectionSpec {
        if (!List.of("linear", "mlp").contains(kind)) {
            throw new InvalidInputException("a projection is of kind linear or mlp, found " + kind);
        }
        if (kind.equals("mlp") && hiddenLayers < 1) {
            throw new InvalidInputException("an adapter of kind mlp has at least 1 hidden layer, found " + hiddenLayers
                    + "; without any it is of kind linear");
        }
        AdapterSetting.require("tokens", tokens, Range.SIZE);
        TokenReduction.parse(reduction);
        AdapterSetting.require("hidden_layers", hiddenLayers, Range.LAYERS_OR_NONE);
        AdapterSetting.require("hidden_width", hiddenWidth, Range.SIZE_OR_NONE);
        Activation.of(activation);
        LayerNorms.requireEpsilon(normEpsilon);
        Initialization.of(initialization);
    }

    @Override
    public Map<String, String> idle() {
        Map<String, String> idle = new LinkedHashMap<>();
        if (kind.equals("linear")) {
            List.of("hidden_layers", "hidden_width", "activation")
                    .forEach(key -> idle.put(key, "an adapter of kind linear has no hidden layers"));
        }
        if (!inputNorm && !outputNorm) {
            idle.put("norm_epsilon", "the adapter has neither 'input_norm' nor 'output_norm'");
        }
        return idle;
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        return new ProjectionAdapter(new ProjectionConfig(
                visionWidth,
                featureTokens,
                languageWidth,
                TokenReduction.parse(reduction),
                tokens,
                kind.equals("linear") ? 0 : hiddenLayers,
                hiddenWidth == 0 ? languageWidth : hiddenWidth,
                Activation.of(activation),
                bias,
                new LayerNorms(inputNorm, outputNorm, (float) normEpsilon),
                Initialization.of(initialization)));
    }
}
