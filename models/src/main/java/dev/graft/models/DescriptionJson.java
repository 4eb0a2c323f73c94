package dev.graft.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.GivenPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** What the {@code config.json} of all kinds of model folders have in common. */
public final class DescriptionJson {
    public static final String TYPE = "model_type";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private DescriptionJson() {}

    /** Whether the {@code config.json} of a folder says that it is of a type, right or wrong otherwise. */
    public static boolean isIn(Path folder, String type) {
        try {
            JsonNode json =
                    JSON.readTree(folder.resolve(ModelDescription.CONFIG).toFile());
            return json.path(TYPE).asText().equals(type);
        } catch (IOException e) {
            return false; // whoever reads it as something else will say what is wrong
        }
    }

    /**
     * What the {@code config.json} of a folder describes.
     *
     * @param parse throws an {@link InvalidInputException} for what it cannot understand
     * @throws ModelFileException if there is none, it is of another type, or it cannot be understood
     */
    public static <T> T load(Path folder, String type, Function<JsonNode, T> parse) {
        try {
            return parse.apply(read(folder, type));
        } catch (IOException | InvalidInputException e) {
            throw new ModelFileException(
                    folder.resolve(ModelDescription.CONFIG),
                    "not a readable description of a model: " + e.getMessage(),
                    e);
        }
    }

    private static JsonNode read(Path folder, String type) throws IOException {
        Path file = folder.resolve(ModelDescription.CONFIG);
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    folder,
                    "is no model folder: "
                            + (Files.isDirectory(folder)
                                    ? "it has no " + ModelDescription.CONFIG
                                            + "; 'graft train' writes one when it is done"
                                    : "there is no such folder; 'graft train' writes one"));
        }
        JsonNode json = JSON.readTree(file.toFile());
        if (!json.path(TYPE).asText().equals(type)) {
            throw new ModelFileException(
                    file,
                    "expected " + TYPE + " '" + type + "', found '"
                            + json.path(TYPE).asText() + "'; this is a folder of another kind of model");
        }
        return json;
    }

    public static ObjectNode object(String type) {
        return JSON.createObjectNode().put(TYPE, type);
    }

    public static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode tree(Map<String, Object> settings) {
        return JSON.valueToTree(settings);
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(JsonNode node) {
        if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
            throw new InvalidInputException("expected an object, found " + node);
        }
        Map<String, Object> map = JSON.convertValue(node, Map.class);
        return map == null ? Map.of() : map;
    }

    public static BackboneReference reference(JsonNode json, String part) {
        return new BackboneReference(
                GivenPath.of(text(json, part, "path")),
                text(json, part, "id"),
                text(json, part, "sha256"),
                number(json, part, "width"));
    }

    public static ObjectNode describe(ObjectNode node, BackboneReference backbone) {
        node.put("path", backbone.path().toString());
        node.put("id", backbone.id());
        node.put("sha256", backbone.sha256());
        node.put("width", backbone.width());
        return node;
    }

    public static String text(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isTextual()) {
            throw new InvalidInputException("'" + part + "." + key + "' should be a string, found " + value);
        }
        return value.asText();
    }

    public static int number(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isInt() || value.asInt() <= 0) {
            throw new InvalidInputException("'" + part + "." + key + "' should be a positive number, found " + value);
        }
        return value.asInt();
    }

    public static boolean flag(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isBoolean()) {
            throw new InvalidInputException("'" + part + "." + key + "' should be true or false, found " + value);
        }
        return value.asBoolean();
    }
}
