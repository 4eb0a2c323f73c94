package dev.graft.adapters.projection;

import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the weights of a {@link ProjectionAdapter} are called, by itself and by others. */
public final class ProjectionNames {
    static final String INPUT_NORM = "input_norm";
    static final String OUTPUT_NORM = "output_norm";

    /** The names of weights by the convention; empty where it has none for such an adapter. */
    private static final Map<WeightNames, Function<ProjectionConfig, Map<String, String>>> RULES = rules();

    static final List<WeightNames> CONVENTIONS = List.copyOf(RULES.keySet());

    private static final int MOST_HIDDEN_LAYERS = 8;

    private ProjectionNames() {}

    private static Map<WeightNames, Function<ProjectionConfig, Map<String, String>>> rules() {
        Map<WeightNames, Function<ProjectionConfig, Map<String, String>>> rules = new LinkedHashMap<>();
        rules.put(WeightNames.MINIGPT4, config -> single(config, "llama_proj"));
        rules.put(WeightNames.LLAVA, config -> numbered(config, "multi_modal_projector.linear_"));
        rules.put(WeightNames.LLAVA_ORIGINAL, config -> sequential(config, "model.mm_projector"));
        rules.put(WeightNames.TINYLLAVA, config -> sequential(config, "_connector"));
        rules.put(WeightNames.PRISMATIC, config -> sequential(config, "projector"));
        rules.put(WeightNames.INTERNVL, config -> sequential(config, "mlp1"));
        rules.put(WeightNames.INTERNVL_HF, config -> normed(config, "layer_norm"));
        rules.put(WeightNames.VIPLLAVA, config -> normed(config, "projector_layernorm"));
        rules.put(WeightNames.PALIGEMMA, config -> single(config, "multi_modal_projector.linear"));
        rules.put(WeightNames.IDEFICS3, config -> single(config, "model.connector.modality_projection.proj"));
        rules.put(WeightNames.SEQUENTIAL, ProjectionNames::alone);
        return rules;
    }

    /** The adapter's own name of a layer, counted from 0: MiniGPT-4's for a single layer, LLaVA's for several. */
    public static String layer(ProjectionConfig config, int layer) {
        return config.layers() == 1 ? "llama_proj" : "multi_modal_projector.linear_" + (layer + 1);
    }

    /** Own names to those of a convention; empty where it has none for such an adapter. */
    public static Map<String, String> of(WeightNames convention, ProjectionConfig config) {
        return Optional.ofNullable(RULES.get(convention))
                .map(rule -> rule.apply(config))
                .orElse(Map.of());
    }

    /** Adapters of all forms, of size 1. */
    public static List<ProjectionConfig> forms() {
        List<ProjectionConfig> forms = new ArrayList<>();
        for (int hidden = 0; hidden <= MOST_HIDDEN_LAYERS; hidden++) {
            for (int form = 0; form < 8; form++) {
                LayerNorms norms = new LayerNorms((form & 1) != 0, (form & 2) != 0, 1e-5f);
                forms.add(form(hidden, (form & 4) == 0, norms));
            }
        }
        return forms;
    }

    private static ProjectionConfig form(int hiddenLayers, boolean bias, LayerNorms norms) {
        TokenReduction reduction = TokenReduction.parse("none");
        return new ProjectionConfig(
                1, 1, 1, reduction, 1, hiddenLayers, 1, Activation.GELU, bias, norms, Initialization.PYTORCH);
    }

    /** Of one layer alone. */
    private static Map<String, String> single(ProjectionConfig config, String name) {
        Map<String, String> names = new LinkedHashMap<>();
        if (config.layers() == 1 && plain(config)) {
            putLayer(names, config, 0, name);
        }
        return names;
    }

    /** Of several layers, counted from 1. */
    private static Map<String, String> numbered(ProjectionConfig config, String prefix) {
        Map<String, String> names = new LinkedHashMap<>();
        if (config.layers() > 1 && plain(config)) {
            for (int layer = 0; layer < config.layers(); layer++) {
                putLayer(names, config, layer, prefix + (layer + 1));
            }
        }
        return names;
    }

    /** A layer normalisation, then layers that are counted from 1. */
    private static Map<String, String> normed(ProjectionConfig config, String norm) {
        Map<String, String> names = new LinkedHashMap<>();
        if (config.hiddenLayers() > 0
                && config.norms().input()
                && !config.norms().output()) {
            putNorm(names, INPUT_NORM, "multi_modal_projector." + norm);
            for (int layer = 0; layer < config.layers(); layer++) {
                putLayer(names, config, layer, "multi_modal_projector.linear_" + (layer + 1));
            }
        }
        return names;
    }

    private static boolean plain(ProjectionConfig config) {
        return !config.norms().input() && !config.norms().output();
    }

    /** PyTorch's {@code nn.Sequential} counts all modules, activations too; a module alone has no number. */
    private static Map<String, String> sequential(ProjectionConfig config, String prefix) {
        if (config.layers() == 1 && plain(config)) {
            return single(config, prefix);
        }
        Map<String, String> names = new LinkedHashMap<>();
        int index = 0;
        if (config.norms().input()) {
            putNorm(names, INPUT_NORM, prefix + "." + index++);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            putLayer(names, config, layer, prefix + "." + index);
            index += layer < config.hiddenLayers() ? 2 : 1;
        }
        if (config.norms().output()) {
            putNorm(names, OUTPUT_NORM, prefix + "." + index);
        }
        return names;
    }

    /** The names within a module that is saved by itself. */
    private static Map<String, String> alone(ProjectionConfig config) {
        Map<String, String> names = new LinkedHashMap<>();
        sequential(config, "it").forEach((own, published) -> names.put(own, published.substring("it.".length())));
        return names;
    }

    private static void putLayer(Map<String, String> names, ProjectionConfig config, int layer, String published) {
        put(names, layer(config, layer), published, config.bias());
    }

    private static void putNorm(Map<String, String> names, String own, String published) {
        put(names, own, published, true);
    }

    private static void put(Map<String, String> names, String own, String published, boolean bias) {
        names.put(own + ".weight", published + ".weight");
        if (bias) {
            names.put(own + ".bias", published + ".bias");
        }
    }
}
