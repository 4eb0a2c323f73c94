package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.published.SpecialTexts;
import dev.graft.models.visual.MarkedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Idefics2 in Hugging Face's transformers: pictures in their own proportions, whole or with their four quarters, and learnt
 * vectors that look at each.
 *
 * <p>Laurençon et al. 2024, arXiv:2405.02246; the defaults are those of {@code Idefics2Config}.
 */
public final class Idefics2 implements PublishedSystem {
    private static final String RESAMPLER = "perceiver_config";
    private static final String ACTIVATION = "silu";

    @Override
    public List<String> modelTypes() {
        return List.of("idefics2");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        Map<String, String> tokens = SpecialTexts.of(checkpoint.tokenizer());
        String image = tokens.getOrDefault("image_token", "<image>");
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                new MarkedLayout(tokens.getOrDefault("image_boundary_token", "<fake_token_around_image>")),
                adapter(checkpoint),
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    private static Map<String, Object> adapter(Checkpoint checkpoint) {
        ConfigObject config = checkpoint.config();
        ConfigObject resampler = config.part(RESAMPLER);
        requireSilu(resampler);
        requireSilu(config.part("text_config"));
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("heads", resampler.integer("resampler_n_heads").orElse(16));
        adapter.put("head_width", resampler.integer("resampler_head_dim").orElse(96));
        adapter.put("key_heads", resampler.integer("num_key_value_heads").orElse(4));
        adapter.put("norm_epsilon", epsilon(config, resampler));
        return adapter;
    }

    /** transformers takes the language model's where the resampler's own width is another, as by default. */
    private static double epsilon(ConfigObject config, ConfigObject resampler) {
        ConfigObject text = config.part("text_config");
        int width = text.integer("hidden_size").orElse(4096);
        boolean own = resampler.integer("hidden_size").orElse(4096) == width;
        return (own ? resampler.number("rms_norm_eps") : text.number("rms_norm_eps")).orElse(1e-6);
    }

    private static void requireSilu(ConfigObject config) {
        String name = Activations.of(config, "hidden_act", ACTIVATION);
        if (!name.equals(ACTIVATION)) {
            throw config.error("hidden_act", "is \"" + name + "\", and the adapter's gates are of " + ACTIVATION);
        }
    }
}
