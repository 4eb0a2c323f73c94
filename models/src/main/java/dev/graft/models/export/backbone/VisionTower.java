package dev.graft.models.export.backbone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.inspect.GraphWeights;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.StreamedTensor;
import dev.graft.tensors.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vision encoder as transformers publishes it: what its {@code config.json} says, and its weights under the names of its
 * own class, without prefix.
 *
 * @param file the {@code config.json}
 * @param config the part of it that describes the encoder
 * @param compared how many of the weights are those of its ONNX file, in words
 */
public record VisionTower(
        Path file, TowerKind kind, ObjectNode config, Map<String, StreamedTensor> tensors, String compared) {
    private static final String PART = "vision encoder";

    /**
     * Reads what is there of an encoder; its weights are read when they are written.
     *
     * @param weights the folder or file that the user names; empty for the encoder's own folder
     * @throws InvalidInputException if the encoder is of an architecture that is not known here
     * @throws ModelFileException if a file is missing or damaged, has other layers than {@code config.json} says, or
     *     holds other weights than the ONNX file
     */
    public static VisionTower open(BackbonePlace place, Optional<Path> weights) {
        Path file = place.folder().resolve("config.json");
        ObjectNode whole = ConfigJson.read(file);
        ObjectNode config = ConfigJson.part(whole, "vision_config");
        String type = config.path("model_type").asText(whole.path("model_type").asText(""));
        TowerKind kind = TowerKind.of(type)
                .orElseThrow(() -> new InvalidInputException(
                        file,
                        "describes a vision encoder of the type '" + type
                                + "', of which only features are used here; weights can be written of "
                                + TowerKind.modelTypes()));
        config.put("model_type", kind.modelType());
        TensorSource source = PublishedWeights.open(PART, weights, place.folder());
        String prefix = PublishedWeights.prefix(source, PART, List.of(kind.probe()));
        Map<String, StreamedTensor> tensors = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (String name : source.names()) {
            String own = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (isOfEncoder(own)) {
                tensors.put(own, StreamedTensor.of(source, name));
                names.add(name);
            }
        }
        VisionTower tower = new VisionTower(file, kind, config, tensors, "");
        tower.requireLayers(source.path());
        String compared =
                GraphWeights.of(List.of(place)).require(PART, source, names).told(PART);
        return new VisionTower(file, kind, config, tensors, compared);
    }

    /** A file of the encoder alone may hold heads beside it, and what older files keep is computed today. */
    private static boolean isOfEncoder(String own) {
        return own.matches("(embeddings|encoder|pre_layrnorm|post_layernorm|layernorm|head)\\..*")
                && !own.endsWith("position_ids");
    }

    private void requireLayers(Path source) {
        long found = tensors.keySet().stream()
                .filter(name -> name.matches("encoder\\.layers?\\.\\d+\\..*"))
                .map(name -> name.split("\\.")[2])
                .distinct()
                .count();
        if (found != layers()) {
            throw new ModelFileException(
                    source,
                    "holds " + found + " layers of a vision encoder, and [" + file + "] says " + layers()
                            + "; these are the weights of another");
        }
    }

    /** The number of layers. */
    public int layers() {
        return number("num_hidden_layers", 12);
    }

    /** The width of a token. */
    public int width() {
        return number("hidden_size", 768);
    }

    /** The height and width of a picture in pixels. */
    public int imageSize() {
        return number("image_size", 224);
    }

    /** The height and width of a patch in pixels. */
    public int patchSize() {
        return number("patch_size", kind == TowerKind.CLIP ? 32 : kind == TowerKind.SIGLIP ? 16 : 14);
    }

    /** The number of patches of a picture. */
    public int patches() {
        int side = imageSize() / patchSize();
        return side * side;
    }

    /** A whole number of the configuration. */
    public int number(String key, int usual) {
        return ConfigJson.integer(file, config, key, usual);
    }
}
