package dev.graft.models.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a JSON file of a checkpoint, read field by field with its types checked. A field that is null counts as absent,
 * and an object that is not there has no fields. Every error names file and field.
 */
public final class ConfigObject {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final JsonNode object;

    private ConfigObject(String name, JsonNode object) {
        this.name = name;
        this.object = object;
    }

    /** What a file holds. */
    static ConfigObject read(Path file) {
        JsonNode root =
                Files.isRegularFile(file) ? JsonFile.read(file, JsonNode.class) : JsonNodeFactory.instance.objectNode();
        if (!root.isObject()) {
            throw new ModelFileException(file, "expected a JSON object {...}");
        }
        return new ConfigObject(file.toString(), root);
    }

    /** The names of all fields, in their order. */
    public List<String> fields() {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    public boolean isEmpty() {
        return object.isEmpty();
    }

    public boolean has(String field) {
        return object.hasNonNull(field);
    }

    private Optional<JsonNode> value(String field, boolean fits, String expected) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!fits) {
            throw error(field, "must be " + expected + ", but is " + JsonFile.shown(object.get(field)));
        }
        return Optional.of(object.get(field));
    }

    public Optional<String> text(String field) {
        return value(field, object.path(field).isTextual(), "a text").map(JsonNode::textValue);
    }

    public Optional<Boolean> flag(String field) {
        return value(field, object.path(field).isBoolean(), "true or false").map(JsonNode::booleanValue);
    }

    public Optional<Integer> integer(String field) {
        return value(field, object.path(field).isInt(), "a whole number").map(JsonNode::intValue);
    }

    public Optional<Double> number(String field) {
        return value(field, object.path(field).isNumber(), "a number").map(JsonNode::doubleValue);
    }

    /** Whole numbers; one alone is a list of one. */
    public Optional<List<Integer>> integers(String field) {
        JsonNode found = object.path(field);
        List<Integer> integers = new ArrayList<>();
        boolean fits = found.isInt() || found.isArray();
        for (JsonNode item : found.isInt() ? List.of(found) : found) {
            fits &= item.isInt();
            integers.add(item.intValue());
        }
        return value(field, fits, "a whole number, or a list of them").map(all -> integers);
    }

    /** An object in a field; one without fields where there is none. */
    public ConfigObject part(String field) {
        JsonNode found = value(field, object.path(field).isObject(), "an object {...}")
                .orElseGet(JsonNodeFactory.instance::objectNode);
        return new ConfigObject(name + " " + field, found);
    }

    /** All as null, Boolean, Integer, Long, Double, String, List and Map. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> toMap() {
        return JSON.convertValue(object, LinkedHashMap.class);
    }

    /** The error that a field is wrong. */
    public ModelFileException error(String field, String problem) {
        return new ModelFileException(name, "\"" + field + "\" " + problem);
    }
}
