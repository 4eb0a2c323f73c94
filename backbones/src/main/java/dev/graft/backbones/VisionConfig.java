package dev.graft.backbones;

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
 * @param stageEndsWithMerge whether a stage includes the merging of patches that leads to the next one, as in Swin, and
 *     unlike in ResNet and ConvNeXT, whose stages begin with it
 * @param imageSize height and width in pixels; empty where not said
 * @param patchSize height and width in pixels; empty where not said
 */
record VisionConfig(
        OptionalInt layers,
        List<Integer> depths,
        boolean stageEndsWithMerge,
        List<Integer> imageSize,
        List<Integer> patchSize) {
    VisionConfig {
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
                layers,
                hierarchical ? depths : List.of(),
                vision.path("embed_dim").isInt() && !vision.has("hidden_sizes"),
                pair(vision.path("image_size")),
                pair(vision.path("patch_size")));
    }

    /** The number of layers or stages, if the file says. */
    OptionalInt states() {
        return depths.isEmpty() ? layers : OptionalInt.of(depths.size());
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
