package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.JoinedLayout;
import java.util.List;
import java.util.Optional;

/**
 * BLIP-2 in Hugging Face's transformers: a Q-Former behind the vision encoder's last normalisation, asked as its publication
 * does, by language model.
 *
 * <p>Li et al. 2023, arXiv:2301.12597; the defaults are those of {@code Blip2QFormerConfig}.
 */
public final class Blip2 implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("blip-2", "blip_2");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        checkpoint.refuseArchitecture("Blip2ForImageTextRetrieval", "compares images with texts and answers nothing");
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                JoinedLayout.PLAIN,
                InstructBlip.qFormer(checkpoint),
                prompt(checkpoint),
                PromptReading.DEFAULT,
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    private static Optional<PromptFormat> prompt(Checkpoint checkpoint) {
        String language =
                checkpoint.config().part("text_config").text("model_type").orElse("opt");
        return switch (language) {
            case "opt" -> Optional.of(PromptFormat.named("blip2-opt"));
            case "t5" -> Optional.of(PromptFormat.named("blip2-t5"));
            default -> Optional.empty();
        };
    }
}
