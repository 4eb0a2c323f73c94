package dev.graft.backbones.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code config.json} says of a vision encoder. Published files leave out what equals the defaults of their
 * architecture, so every fact may be absent.
 *
 * @param layers the number of layers of an encoder whose layers are all alike
 * @param depths the number of blocks in each stage of a hierarchical encoder; empty for another
 * @param modelType the family of architectures; empty where not said
 * @param imageSize height and width in pixels; empty where not said
 * @param patchSize height and width in pixels; empty where not said
 */
public record VisionConfig(
        String modelType, OptionalInt layers, List<Integer> depths, List<Integer> imageSize, List<Integer> patchSize) {
    public VisionConfig {
        depths = List.copyOf(depths);
        imageSize = List.copyOf(imageSize);
        patchSize = List.copyOf(patchSize);
    }

    /** Reads the part of a configuration that describes the vision encoder. */
    static VisionConfig of(JsonNode vision) {
        List<Integer> depths = integers(vision.path("depths"));
        boolean hierarchical = depths.size() > 1;
        OptionalInt layers = OptionalInt.empty();
        for (String key : List.of("num_hidden_layers", "num_layers", "depth", "encoder_layers")) {
            if (layers.isEmpty() && !hierarchical && vision.path(key).isInt()) {
                layers = OptionalInt.of(vision.path(key).asInt());
            }
        }
        return new VisionConfig(
                vision.path("model_type").asText(""),
                layers,
                hierarchical ? depths : List.of(),
                pair(vision.path("image_size")),
                pair(vision.path("patch_size")));
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(item -> values.add(item.asInt()));
        return array.isArray() ? values : List.of();
    }

    /** One number for a square, two for height and width. */
    private static List<Integer> pair(JsonNode node) {
        if (node.isInt()) {
            return List.of(node.asInt(), node.asInt());
        }
        if (node.isObject() && node.path("height").isInt() && node.path("width").isInt()) {
            return List.of(node.path("height").asInt(), node.path("width").asInt());
        }
        List<Integer> values = integers(node);
        return values.size() == 2 ? values : List.of();
    }
}
