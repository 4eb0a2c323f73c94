package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.JoinedLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PaliGemma and PaliGemma 2: all patches of SigLIP, one linear layer, and a Gemma that attends to image and prompt in both directions.
 *
 * <p>Beyer et al. 2024, arXiv:2407.07726; Steiner et al. 2024, arXiv:2412.03555.
 */
public final class PaliGemma implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("paligemma");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                JoinedLayout.PLAIN,
                Map.of(),
                Optional.of(PromptFormat.named("paligemma")),
                new PromptReading(true, Llava.imageToken(checkpoint), true),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }
}
