package dev.graft.models.published;

import dev.graft.backbones.vision.VisionFeatures;
import java.util.List;

/** Which features a checkpoint says that its adapter takes. */
final class FeatureChoice {
    /** Encoders whose first token is a class token; {@code default} drops whatever is first. */
    private static final List<String> WITHOUT_CLASS_TOKEN =
            List.of("siglip_vision_model", "siglip", "siglip2_vision_model");

    private FeatureChoice() {}

    /**
     * That of {@code vision_feature_layer} and {@code vision_feature_select_strategy}: {@code default} drops the class token,
     * {@code full} keeps it.
     *
     * @param layer where the checkpoint is silent
     */
    static String llava(Checkpoint checkpoint, int layer) {
        return llava(checkpoint, layer, "default");
    }

    /** @param otherwise the strategy where the checkpoint is silent */
    static String llava(Checkpoint checkpoint, int layer, String otherwise) {
        List<Integer> layers =
                checkpoint.config().integers("vision_feature_layer").orElse(List.of(layer));
        if (layers.size() != 1) {
            throw checkpoint.unsupported(
                    "vision_feature_layer", "is " + layers + ", and only the features of one layer are taken");
        }
        VisionFeatures features = VisionFeatures.layer(layers.get(0));
        return (dropsClassToken(checkpoint, otherwise) ? features.withoutClassToken() : features).toString();
    }

    private static boolean dropsClassToken(Checkpoint checkpoint, String otherwise) {
        String field = "vision_feature_select_strategy";
        String strategy = checkpoint.config().text(field).orElse(otherwise);
        String encoder =
                checkpoint.config().part("vision_config").text("model_type").orElse("clip_vision_model");
        return switch (strategy) {
            case "full" -> false;
            case "default" -> {
                if (WITHOUT_CLASS_TOKEN.contains(encoder)) {
                    throw checkpoint.unsupported(
                            field,
                            "is \"default\", which drops the first vector, and the first of '" + encoder
                                    + "' is a patch, not a class token");
                }
                yield true;
            }
            default -> throw checkpoint.unsupported(field, "is \"" + strategy + "\"; known are default and full");
        };
    }
}
