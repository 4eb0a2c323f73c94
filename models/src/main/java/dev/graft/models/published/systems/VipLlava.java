package dev.graft.models.published.systems;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.ConfigObject;
import dev.graft.models.published.FeatureChoice;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.visual.JoinedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ViP-LLaVA in Hugging Face's transformers: hidden states of several layers joined, without the class token, a layer normalisation
 * and a projection of two layers.
 *
 * <p>Cai et al. 2024, arXiv:2312.00784; the defaults are those of {@code VipLlavaConfig}.
 */
public final class VipLlava implements PublishedSystem {
    @Override
    public List<String> modelTypes() {
        return List.of("vipllava");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        ConfigObject config = checkpoint.config();
        String image = Llava.imageToken(checkpoint);
        VisionFeatures features =
                FeatureChoice.layers(checkpoint, "vision_feature_layers", List.of(-2, -5, -8, -11, 6));
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", Activations.of(config, "projector_hidden_act", "gelu"));
        adapter.put("norm_epsilon", config.number("projector_layernorm_eps").orElse(1e-5));
        FeatureChoice.requireClassToken(checkpoint, "vision_feature_layers");
        return new PublishedModel(
                checkpoint.modelType(),
                features.withoutClassToken().toString(),
                JoinedLayout.PLAIN,
                adapter,
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }
}
