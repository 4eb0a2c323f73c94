package dev.graft.models.published.systems;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.JoinedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * InstructBLIP in Hugging Face's transformers: a Q-Former that reads the instruction besides the image, whose last normalisation
 * belongs to the vision encoder.
 *
 * <p>Dai et al. 2023, arXiv:2305.06500; the defaults are those of {@code InstructBlipQFormerConfig}.
 */
public final class InstructBlip implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("instructblip");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        return new PublishedModel(
                checkpoint.modelType(),
                "last",
                JoinedLayout.PLAIN,
                qFormer(checkpoint),
                Optional.of(PromptFormat.named("instructblip")),
                PromptReading.DEFAULT,
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** What the weights of a Q-Former do not tell. */
    static Map<String, Object> qFormer(Checkpoint checkpoint) {
        ConfigObject qformer = checkpoint.config().part("qformer_config");
        String activation = Activations.of(qformer, "hidden_act", "gelu");
        if (!activation.equals("gelu")) {
            throw checkpoint.unsupported("qformer_config", "has the activation '" + activation + "', expected gelu");
        }
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("heads", qformer.integer("num_attention_heads").orElse(12));
        adapter.put("norm_epsilon", qformer.number("layer_norm_eps").orElse(1e-12));
        adapter.put("vision_norm", false);
        return adapter;
    }
}
