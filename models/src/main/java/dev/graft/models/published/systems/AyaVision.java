package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.NumberedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Aya Vision in Hugging Face's transformers: tiles of a canvas with the picture's proportions and a thumbnail, each behind a text with
 * its number, squares of patches made one vector, and a projection with a gate.
 *
 * <p>Dash et al. 2025, arXiv:2505.08751; the defaults are those of {@code AyaVisionConfig} and {@code AyaVisionProcessor}.
 */
public final class AyaVision implements PublishedSystem {
    private static final String FACTOR = "downsample_factor";

    @Override
    public List<String> modelTypes() {
        return List.of("aya_vision");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        ConfigObject config = checkpoint.config();
        ConfigObject texts = checkpoint.processor();
        String image = texts.text("image_token").orElse("<image>");
        Map<String, Object> adapter = new LinkedHashMap<>();
        int factor = config.integer(FACTOR).orElse(2);
        if (factor < 1) {
            throw config.error(FACTOR, "should be 1 or more, found " + factor);
        }
        adapter.put("reduction", factor == 1 ? "none" : "shuffle:" + factor);
        adapter.put("norm_epsilon", config.number("adapter_layer_norm_eps").orElse(1e-6));
        return new PublishedModel(
                checkpoint.modelType(),
                FeatureChoice.llava(checkpoint, -1, "full"),
                new NumberedLayout(
                        texts.text("start_of_img_token").orElse("<|START_OF_IMG|>"),
                        texts.text("end_of_img_token").orElse("<|END_OF_IMG|>"),
                        texts.text("tile_token").orElse("TILE"),
                        texts.text("tile_global_token").orElse("TILE_GLOBAL")),
                adapter,
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, texts.text("img_patch_token").orElse("<|IMG_PATCH|>"), false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }
}
