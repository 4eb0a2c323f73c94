package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.RowsLayout;
import dev.graft.models.visual.VisualLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mistral 3 in Hugging Face's transformers: Pixtral's encoder, which reads pictures in nearly their own size, blocks of patches joined to
 * one visual token each, rows that end in texts.
 *
 * <p>Agrawal et al. 2024, arXiv:2410.07073; the defaults are those of {@code Mistral3Config} and {@code PixtralProcessor}.
 */
public final class Mistral3 implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("mistral3");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        String image = image(checkpoint);
        String encoder =
                checkpoint.config().part("vision_config").text("model_type").orElse(FeatureChoice.PIXTRAL);
        if (!encoder.equals(FeatureChoice.PIXTRAL)) {
            throw checkpoint.unsupported(
                    "vision_config", "is of the type '" + encoder + "'; known is " + FeatureChoice.PIXTRAL);
        }
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", Activations.of(checkpoint.config(), "projector_hidden_act", "gelu"));
        adapter.put(
                "norm_epsilon",
                checkpoint.config().part("text_config").number("rms_norm_eps").orElse(1e-5));
        return new PublishedModel(
                checkpoint.modelType(),
                FeatureChoice.llava(checkpoint, -1, "full"),
                layout(checkpoint),
                adapter,
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** What stands for an image in a prompt. */
    static String image(Checkpoint checkpoint) {
        return checkpoint.processor().text("image_token").orElse("[IMG]");
    }

    /** Rows of visual tokens with the texts that the processor puts behind them. */
    static VisualLayout layout(Checkpoint checkpoint) {
        ConfigObject processor = checkpoint.processor();
        return new RowsLayout(
                processor.text("image_break_token").orElse("[IMG_BREAK]"),
                processor.text("image_end_token").orElse("[IMG_END]"));
    }
}
