package dev.graft.models.published;

import dev.graft.backbones.vision.VisionFeatures;
import java.util.List;

/** Which features a checkpoint says that its adapter takes. */
public final class FeatureChoice {
    /** The {@code model_type} of Pixtral's encoder. */
    public static final String PIXTRAL = "pixtral";

    /** Encoders whose first token is a class token; {@code default} drops whatever is first. */
    private static final List<String> WITHOUT_CLASS_TOKEN =
            List.of("siglip_vision_model", "siglip", "siglip2_vision_model", PIXTRAL);

    private FeatureChoice() {}

    /**
     * That of {@code vision_feature_layer} and {@code vision_feature_select_strategy}: {@code default} drops the class token,
     * {@code full} keeps it.
     *
     * @param layer where the checkpoint is silent
     */
    public static String llava(Checkpoint checkpoint, int layer) {
        return llava(checkpoint, layer, "default");
    }

    /** @param otherwise the strategy where the checkpoint is silent */
    public static String llava(Checkpoint checkpoint, int layer, String otherwise) {
        VisionFeatures features = layers(checkpoint, "vision_feature_layer", List.of(layer));
        return (dropsClassToken(checkpoint, otherwise) ? features.withoutClassToken() : features).toString();
    }

    /** The features of one layer, or of several joined. */
    public static VisionFeatures layers(Checkpoint checkpoint, String field, List<Integer> otherwise) {
        List<Integer> layers = checkpoint.config().integers(field).orElse(otherwise);
        if (layers.isEmpty()) {
            throw checkpoint.config().error(field, "is a list of no layer");
        }
        return VisionFeatures.layers(layers);
    }

    private static boolean dropsClassToken(Checkpoint checkpoint, String otherwise) {
        String field = "vision_feature_select_strategy";
        String strategy = checkpoint.config().text(field).orElse(otherwise);
        return switch (strategy) {
            case "full" -> false;
            case "default" -> {
                requireClassToken(checkpoint, field);
                yield true;
            }
            default -> throw checkpoint.unsupported(field, "is \"" + strategy + "\"; known are default and full");
        };
    }

    /** Refuses an encoder whose first vector is a patch, which transformers drops all the same. */
    public static void requireClassToken(Checkpoint checkpoint, String field) {
        String encoder =
                checkpoint.config().part("vision_config").text("model_type").orElse("clip_vision_model");
        if (WITHOUT_CLASS_TOKEN.contains(encoder)) {
            throw checkpoint.unsupported(
                    field,
                    "takes features whose first vector is dropped, and the first of '" + encoder
                            + "' is a patch, not a class token");
        }
    }
}
