package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.published.SpecialTexts;
import dev.graft.models.visual.SplitLayout;
import java.util.List;
import java.util.Map;

/**
 * Idefics3 and SmolVLM in Hugging Face's transformers: tiles behind texts that name their rows and columns, squares of patches
 * made one vector, one linear layer.
 *
 * <p>Laurençon et al. 2024, arXiv:2408.12637; Marafioti et al. 2025, arXiv:2504.05299.
 */
public final class Idefics3 implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("idefics3", "smolvlm");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        String image = token(checkpoint, "image_token", "<image>");
        String around = token(checkpoint, "fake_image_token", "<fake_token_around_image>");
        String overview = token(checkpoint, "global_image_token", "<global-img>");
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                new SplitLayout(around, overview),
                Map.of(),
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** Only SmolVLM asks its tokenizer. */
    private static String token(Checkpoint checkpoint, String name, String otherwise) {
        return checkpoint.modelType().equals("smolvlm")
                ? SpecialTexts.of(checkpoint.tokenizer()).getOrDefault(name, otherwise)
                : otherwise;
    }
}
