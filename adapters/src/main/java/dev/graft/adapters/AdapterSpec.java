package dev.graft.adapters;

import dev.graft.graph.Suggestions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user says about an adapter; widths and token counts follow from the backbones.
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
public record AdapterSpec(
        String kind,
        int tokens,
        String reduction,
        int hiddenLayers,
        int hiddenWidth,
        String activation,
        boolean bias,
        boolean inputNorm,
        boolean outputNorm,
        double normEpsilon,
        String initialization) {
    private static final List<String> KINDS = List.of("linear", "mlp");

    /** LLaVA's projector: one hidden layer, every feature vector a visual token. */
    public static final AdapterSpec DEFAULT =
            new AdapterSpec("mlp", 1, "none", 1, 0, "gelu", true, false, false, 1e-5, "pytorch");

    public AdapterSpec {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "unknown adapter kind '" + kind + "'" + Suggestions.didYouMean(kind, KINDS));
        }
        if (kind.equals("mlp") && hiddenLayers < 1) {
            throw new IllegalArgumentException("an adapter of kind mlp has at least 1 hidden layer, found "
                    + hiddenLayers + "; without any it is of kind linear");
        }
        TokenReduction.parse(reduction);
        Activation.of(activation);
        Initialization.of(initialization);
    }

    /** The adapter between two backbones. */
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

    /** As keys and values, for configuration files. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind);
        map.put("tokens", tokens);
        map.put("reduction", reduction);
        map.put("hidden_layers", hiddenLayers);
        map.put("hidden_width", hiddenWidth);
        map.put("activation", activation);
        map.put("bias", bias);
        map.put("input_norm", inputNorm);
        map.put("output_norm", outputNorm);
        map.put("norm_epsilon", normEpsilon);
        map.put("initialization", initialization);
        return map;
    }

    /** From keys and values as {@link #toMap} gives them; absent keys take their defaults, unknown ones are errors. */
    public static AdapterSpec of(Map<String, ?> map) {
        Map<String, Object> all = DEFAULT.toMap();
        map.forEach((key, value) -> {
            if (!all.containsKey(key)) {
                throw new IllegalArgumentException(
                        "unknown adapter setting '" + key + "'" + Suggestions.didYouMean(key, all.keySet()));
            }
            boolean number = all.get(key) instanceof Double && value instanceof Number;
            if (!number && !all.get(key).getClass().isInstance(value)) {
                throw new IllegalArgumentException(
                        "the adapter setting '" + key + "' should be like " + all.get(key) + ", found " + value);
            }
            all.put(key, number ? ((Number) value).doubleValue() : value);
        });
        return new AdapterSpec(
                (String) all.get("kind"),
                (Integer) all.get("tokens"),
                (String) all.get("reduction"),
                (Integer) all.get("hidden_layers"),
                (Integer) all.get("hidden_width"),
                (String) all.get("activation"),
                (Boolean) all.get("bias"),
                (Boolean) all.get("input_norm"),
                (Boolean) all.get("output_norm"),
                (Double) all.get("norm_epsilon"),
                (String) all.get("initialization"));
    }
}
