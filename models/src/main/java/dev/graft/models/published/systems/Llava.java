package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.JoinedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * LLaVA in Hugging Face's transformers: a hidden state of the vision encoder, a projection of two layers, and a prompt that
 * the checkpoint's chat template writes. With Pixtral's encoder, pictures are read in nearly their own size.
 *
 * <p>Liu et al. 2023, arXiv:2310.03744; the defaults are those of {@code LlavaConfig}.
 */
public final class Llava implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("llava");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        if (LlavaOriginal.is(checkpoint)) {
            return new LlavaOriginal().read(checkpoint);
        }
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", Activations.of(checkpoint.config(), "projector_hidden_act", "gelu"));
        boolean pixtral =
                checkpoint.config().part("vision_config").text("model_type").equals(Optional.of(FeatureChoice.PIXTRAL));
        String image = pixtral ? Mistral3.image(checkpoint) : imageToken(checkpoint);
        return new PublishedModel(
                checkpoint.modelType(),
                FeatureChoice.llava(checkpoint, -2),
                pixtral ? Mistral3.layout(checkpoint) : JoinedLayout.PLAIN,
                adapter,
                ChatPrompt.of(checkpoint, image).or(() -> fallback(checkpoint)),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    @Override
    public Optional<String> ownForm(Checkpoint checkpoint) {
        return LlavaOriginal.is(checkpoint) ? new LlavaOriginal().ownForm(checkpoint) : Optional.empty();
    }

    /** What stands for an image in a prompt. */
    static String imageToken(Checkpoint checkpoint) {
        return checkpoint.processor().text("image_token").orElse("<image>");
    }

    /** LLaVA-1.5 is asked as Vicuna; what others were taught their configuration does not say. */
    private static Optional<PromptFormat> fallback(Checkpoint checkpoint) {
        String language =
                checkpoint.config().part("text_config").text("model_type").orElse("llama");
        boolean vicuna = language.equals("llama");
        return vicuna ? Optional.of(PromptFormat.named("llava")) : Optional.empty();
    }
}
