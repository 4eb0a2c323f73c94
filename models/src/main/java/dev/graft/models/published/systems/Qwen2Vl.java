package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.published.SpecialTexts;
import dev.graft.models.visual.MapLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Qwen2-VL and Qwen2.5-VL in Hugging Face's transformers: pictures in nearly their own size, blocks of patches merged to one visual
 * token each, and a language model with positions of rows and columns.
 *
 * <p>Wang et al. 2024, arXiv:2409.12191; Bai et al. 2025, arXiv:2502.13923. What the vision encoder gives is what its merger takes; the
 * windows of Qwen2.5-VL's are within it.
 */
public final class Qwen2Vl implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("qwen2_vl", "qwen2_5_vl");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        String image = SpecialTexts.of(checkpoint.tokenizer()).getOrDefault("image_token", "<|image_pad|>");
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", "gelu");
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                new MapLayout(),
                adapter,
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }
}
