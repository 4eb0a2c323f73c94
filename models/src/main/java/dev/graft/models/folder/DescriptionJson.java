package dev.graft.models.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.GivenPath;
import dev.graft.tensors.files.JsonFile;
import dev.graft.tensors.files.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The reading and writing of {@code config.json}, as far as all kinds of {@link ModelDescription} have it in common. */
final class DescriptionJson {
    private static final String TYPE = "model_type";
    private static final String FILE = "file";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Map<String, Function<JsonNode, ModelDescription>> KINDS = kinds();

    private DescriptionJson() {}

    private static Map<String, Function<JsonNode, ModelDescription>> kinds() {
        Map<String, Function<JsonNode, ModelDescription>> kinds = new LinkedHashMap<>();
        kinds.put(VisionLanguageDescription.TYPE, VisionLanguageDescription::parse);
        kinds.put(ImageTextDescription.TYPE, ImageTextDescription::parse);
        kinds.put(DualEncoderDescription.TYPE, DualEncoderDescription::parse);
        return kinds;
    }

    /** Whether the {@code config.json} of a folder says that it is of a kind of ours, right or wrong otherwise. */
    static boolean isIn(Path folder) {
        try {
            return KINDS.containsKey(type(JsonFile.read(file(folder), JsonNode.class)));
        } catch (ModelFileException e) {
            return false; // whoever reads it as something else will say what is wrong
        }
    }

    static <T extends ModelDescription> T load(Path folder, Class<T> kind) {
        ModelDescription description = load(folder);
        if (!kind.isInstance(description)) {
            throw new ModelFileException(folder, description.advice(folder));
        }
        return kind.cast(description);
    }

    static ModelDescription load(Path folder) {
        OwnFiles.require(folder);
        Path file = file(folder);
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    folder,
                    "is no model folder: "
                            + (Files.isDirectory(folder)
                                    ? "it has no " + ModelFolder.CONFIG + "; 'graft train' writes one when it is done"
                                    : "there is no such folder; 'graft train' writes one"));
        }
        JsonNode json = JsonFile.read(file, JsonNode.class);
        try {
            Function<JsonNode, ModelDescription> kind = KINDS.get(type(json));
            if (kind == null && TwoTowerFolder.isOne(folder)) {
                throw new ModelFileException(folder, TwoTowerFolder.advice(folder));
            }
            if (kind == null) {
                throw new ModelFileException(
                        file,
                        "expected " + TYPE + " '" + String.join("', '", KINDS.keySet()) + "', found '" + type(json)
                                + "'; this is no model that 'graft train' wrote, or one of a later version");
            }
            ModelDescription description = kind.apply(json);
            requireKnown("", json, JsonFile.parse(description.toJson(), JsonNode.class));
            VisionFeatures.parse(description.features());
            description.network(); // what is said of the adapter and the backbones may not go together
            return description;
        } catch (InvalidInputException | ArithmeticException e) {
            throw new ModelFileException(file, "not a readable description of a model: " + e.getMessage(), e);
        }
    }

    /** Refuses what a description does not have: it would be written, and have no effect. */
    private static void requireKnown(String prefix, JsonNode found, JsonNode known) {
        List<String> names = new ArrayList<>();
        known.fieldNames().forEachRemaining(names::add);
        found.properties().forEach(field -> {
            String name = field.getKey();
            if (!names.contains(name)) {
                throw new InvalidInputException("unknown key '" + prefix + JsonFile.shown(name) + "'"
                        + Suggestions.didYouMean(name, names) + "; leave it out");
            }
            if (field.getValue().isObject()) {
                requireKnown(prefix + name + ".", field.getValue(), known.get(name));
            }
        });
    }

    private static Path file(Path folder) {
        return folder.resolve(ModelFolder.CONFIG);
    }

    private static String type(JsonNode json) {
        return json.path(TYPE).asText();
    }

    /** The beginning of a description, to be filled. */
    static ObjectNode object(String type, ModelDescription description) {
        ObjectNode json = JSON.createObjectNode().put(TYPE, type);
        json.set("adapter", JSON.valueToTree(description.adapter().toMap()));
        return json;
    }

    static void putVision(ObjectNode json, ModelDescription description) {
        put(json, "vision", description.vision())
                .put("features", description.features())
                .put("feature_tokens", description.featureTokens());
    }

    static ObjectNode put(ObjectNode json, String part, BackboneReference backbone) {
        ObjectNode node =
                json.putObject(part).put("path", backbone.place().folder().toString());
        backbone.place().file().ifPresent(file -> node.put(FILE, written(file)));
        return node.put("id", backbone.id()).put("sha256", backbone.sha256()).put("width", backbone.width());
    }

    static void put(ObjectNode json, String part, String key, Map<String, Object> map) {
        ((ObjectNode) json.get(part)).set(key, JSON.valueToTree(map));
    }

    /** The keys and values of an object within a part. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isObject()) {
            throw new InvalidInputException(
                    "'" + part + "." + key + "' should be an object, found " + JsonFile.shown(value));
        }
        return JSON.convertValue(value, Map.class);
    }

    static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static AdapterSpec adapter(JsonNode json) {
        JsonNode node = json.path("adapter");
        if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
            throw new InvalidInputException("'adapter' should be an object, found " + JsonFile.shown(node));
        }
        Map<String, Object> settings = JSON.convertValue(node, Map.class);
        return AdapterSpec.of(settings == null ? Map.of() : settings);
    }

    /** With the same slashes on every system. */
    private static String written(Path relative) {
        return relative.toString().replace('\\', '/');
    }

    static BackboneReference reference(JsonNode json, String part) {
        Path folder = GivenPath.of(text(json, part, "path"));
        Optional<Path> file =
                json.path(part).has(FILE) ? Optional.of(GivenPath.of(text(json, part, FILE))) : Optional.empty();
        if (file.isPresent() && !folder.resolve(file.get()).normalize().startsWith(folder.normalize())) {
            throw new InvalidInputException("'" + part + "." + FILE + "' should be a path within '" + part
                    + ".path', found '" + file.get() + "'");
        }
        return new BackboneReference(
                new BackbonePlace(folder, file, ""),
                text(json, part, "id"),
                text(json, part, "sha256"),
                number(json, part, "width"));
    }

    static String text(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isTextual()) {
            throw new InvalidInputException(
                    "'" + part + "." + key + "' should be a string, found " + JsonFile.shown(value));
        }
        return value.asText();
    }

    static int number(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isInt() || value.asInt() <= 0) {
            throw new InvalidInputException(
                    "'" + part + "." + key + "' should be a positive number, found " + JsonFile.shown(value));
        }
        return value.asInt();
    }

    static boolean flag(JsonNode json, String part, String key) {
        JsonNode value = json.path(part).path(key);
        if (!value.isBoolean()) {
            throw new InvalidInputException(
                    "'" + part + "." + key + "' should be true or false, found " + JsonFile.shown(value));
        }
        return value.asBoolean();
    }
}
