package dev.graft.models.published.systems;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.Activations;
import dev.graft.models.published.ChatPrompt;
import dev.graft.models.published.Checkpoint;
import dev.graft.models.published.PublishedModel;
import dev.graft.models.published.PublishedSystem;
import dev.graft.models.published.SpecialTexts;
import dev.graft.models.visual.JoinedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * InternVL in Hugging Face's transformers: tiles of a canvas with the picture's proportions and a thumbnail, squares of patches
 * made one vector, a layer normalisation and two linear layers.
 *
 * <p>Chen et al. 2024, arXiv:2404.16821; the defaults are those of {@code InternVLConfig}.
 */
public final class InternVl implements PublishedSystem {
    private static final String LAYER = "vision_feature_layer";
    private static final String RATIO = "downsample_ratio";

    @Override
    public List<String> modelTypes() {
        return List.of("internvl");
    }

    @Override
    public PublishedModel read(Checkpoint checkpoint) {
        Map<String, String> tokens = SpecialTexts.of(checkpoint.tokenizer());
        String image = tokens.getOrDefault("context_image_token", "<IMG_CONTEXT>");
        Map<String, Object> adapter = new LinkedHashMap<>();
        adapter.put("activation", Activations.of(checkpoint.config(), "projector_hidden_act", "gelu"));
        adapter.put("reduction", "shuffle:" + side(checkpoint));
        return new PublishedModel(
                checkpoint.modelType(),
                features(checkpoint),
                new JoinedLayout(
                        tokens.getOrDefault("start_image_token", "<img>"),
                        tokens.getOrDefault("end_image_token", "</img>")),
                adapter,
                ChatPrompt.of(checkpoint, image),
                new PromptReading(true, image, false),
                checkpoint.generation(),
                checkpoint.preprocessing());
    }

    /** Layer -1 is the encoder's last state, after its normalisation; the first token is dropped unless all are kept. */
    private static String features(Checkpoint checkpoint) {
        List<Integer> layers = checkpoint.config().integers(LAYER).orElse(List.of(-1));
        if (layers.size() != 1) {
            throw checkpoint.unsupported(LAYER, "is " + layers + ", and only the features of one layer are taken");
        }
        String field = "vision_feature_select_strategy";
        String strategy = checkpoint.config().text(field).orElse("default");
        VisionFeatures features = layers.get(0) == -1 ? VisionFeatures.LAST : VisionFeatures.layer(layers.get(0));
        return switch (strategy) {
            case "default" -> features.withoutClassToken().toString();
            case "full" -> features.toString();
            default -> throw checkpoint.unsupported(field, "is \"" + strategy + "\"; known are default and full");
        };
    }

    /** The side of the squares of patches that become one vector. */
    private static int side(Checkpoint checkpoint) {
        double ratio = checkpoint.config().number(RATIO).orElse(0.5);
        int side = (int) Math.round(1 / ratio);
        if (!(ratio > 0) || ratio > 1 || Math.abs(1 / ratio - side) > 1e-6) {
            throw checkpoint.config().error(RATIO, "should be one by a whole number, such as 0.5, found " + ratio);
        }
        return side;
    }
}
