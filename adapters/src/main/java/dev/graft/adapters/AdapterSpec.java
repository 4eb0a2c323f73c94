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
 * @param hiddenLayers for {@code mlp}
 * @param hiddenWidth for {@code mlp}; 0 for the language model's width
 */
public record AdapterSpec(
        String kind,
        int tokens,
        String reduction,
        int hiddenLayers,
        int hiddenWidth,
        String activation,
        boolean inputNorm,
        String initialization) {
    private static final List<String> KINDS = List.of("linear", "mlp");

    /** LLaVA's projector: one hidden layer, every feature vector a visual token. */
    public static final AdapterSpec DEFAULT = new AdapterSpec("mlp", 1, "none", 1, 0, "gelu", false, "pytorch");

    public AdapterSpec {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    "unknown adapter kind '" + kind + "'" + Suggestions.didYouMean(kind, KINDS));
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
                inputNorm,
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
        map.put("input_norm", inputNorm);
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
            if (!all.get(key).getClass().isInstance(value)) {
                throw new IllegalArgumentException(
                        "the adapter setting '" + key + "' should be like " + all.get(key) + ", found " + value);
            }
            all.put(key, value);
        });
        return new AdapterSpec(
                (String) all.get("kind"),
                (Integer) all.get("tokens"),
                (String) all.get("reduction"),
                (Integer) all.get("hidden_layers"),
                (Integer) all.get("hidden_width"),
                (String) all.get("activation"),
                (Boolean) all.get("input_norm"),
                (String) all.get("initialization"));
    }
}
