package dev.graft.adapters.projection;

import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the weights of a {@link ProjectionAdapter} are called, by itself and by others. */
public final class ProjectionNames {
    static final String INPUT_NORM = "input_norm";
    static final String OUTPUT_NORM = "output_norm";

    private static final int MOST_HIDDEN_LAYERS = 8;

    private ProjectionNames() {}

    /** The adapter's own name of a layer, counted from 0: MiniGPT-4's for a single layer, LLaVA's for several. */
    public static String layer(ProjectionConfig config, int layer) {
        return config.layers() == 1 ? "llama_proj" : "multi_modal_projector.linear_" + (layer + 1);
    }

    /** Own names to those of a convention; empty where it has none for such an adapter. */
    public static Map<String, String> of(WeightNames convention, ProjectionConfig config) {
        boolean single = config.layers() == 1;
        boolean plain = !config.norms().input() && !config.norms().output();
        return switch (convention) {
            case MINIGPT4 -> single && plain ? single(config, "llama_proj") : Map.of();
            case PALIGEMMA -> single && plain ? single(config, "multi_modal_projector.linear") : Map.of();
            case IDEFICS3 -> single && plain ? single(config, "model.connector.modality_projection.proj") : Map.of();
            case LLAVA -> !single && plain ? numbered(config, "multi_modal_projector.linear_") : Map.of();
            case LLAVA_ORIGINAL -> sequential(config, "model.mm_projector");
            case TINYLLAVA -> sequential(config, "_connector");
            case PRISMATIC -> sequential(config, "projector");
            case INTERNVL -> sequential(config, "mlp1");
            default -> Map.of();
        };
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

    private static Map<String, String> single(ProjectionConfig config, String name) {
        Map<String, String> names = new LinkedHashMap<>();
        putLayer(names, config, 0, name);
        return names;
    }

    private static Map<String, String> numbered(ProjectionConfig config, String prefix) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            putLayer(names, config, layer, prefix + (layer + 1));
        }
        return names;
    }

    /** PyTorch's {@code nn.Sequential} counts all modules, activations too; a module alone has no number. */
    private static Map<String, String> sequential(ProjectionConfig config, String prefix) {
        boolean alone = config.layers() == 1
                && !config.norms().input()
                && !config.norms().output();
        if (alone) {
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
