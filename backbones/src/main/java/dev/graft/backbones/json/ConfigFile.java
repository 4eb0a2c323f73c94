package dev.graft.backbones.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * An object of a JSON file from elsewhere, read field by field with its types checked. A field that is null counts as
 * absent. Every error names the file and the field.
 */
public final class ConfigFile {
    private final String name;
    private final JsonNode object;

    private ConfigFile(String name, JsonNode object) {
        this.name = name;
        this.object = object;
    }

    /** The object that a file holds; empty where there is no such file. */
    public static Optional<ConfigFile> readIfPresent(Path file) {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        JsonNode root = JsonFile.read(file, JsonNode.class);
        if (!root.isObject()) {
            throw new ModelFileException(file, "expected a JSON object {...}");
        }
        return Optional.of(new ConfigFile(file.toString(), root));
    }

    /** An object without fields, for a file that is not there. */
    public static ConfigFile empty(Path file) {
        return new ConfigFile(file.toString(), JsonNodeFactory.instance.objectNode());
    }

    /** The same object with a text in a field. */
    public ConfigFile with(String field, String text) {
        ObjectNode changed = object.deepCopy();
        return new ConfigFile(name, changed.put(field, text));
    }

    /** The same object with a whole number in a field. */
    public ConfigFile with(String field, int number) {
        ObjectNode changed = object.deepCopy();
        return new ConfigFile(name, changed.put(field, number));
    }

    public String toJson() {
        return object.toPrettyString() + "\n";
    }

    /** The error that this file's given field is wrong. */
    public ModelFileException error(String field, String problem) {
        return new ModelFileException(name, "\"" + field + "\" " + problem);
    }

    public List<String> fields() {
        List<String> fields = new ArrayList<>();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            fields.add(names.next());
        }
        return fields;
    }

    /** The value as the file has it, for messages and for fields of several forms; empty where absent. */
    public Optional<JsonNode> value(String field) {
        return Optional.ofNullable(object.get(field)).filter(value -> !value.isNull());
    }

    public Optional<ConfigFile> object(String field) {
        return value(field).map(value -> {
            if (!value.isObject()) {
                throw expected(field, "an object {...}", value);
            }
            return new ConfigFile(name + " " + field, value);
        });
    }

    public Optional<Boolean> flag(String field) {
        return value(field).map(value -> {
            if (!value.isBoolean()) {
                throw expected(field, "true or false", value);
            }
            return value.booleanValue();
        });
    }

    public Optional<String> text(String field) {
        return value(field).map(value -> {
            if (!value.isTextual()) {
                throw expected(field, "a text", value);
            }
            return value.textValue();
        });
    }

    public Optional<Double> number(String field) {
        return value(field).map(value -> number(field, value));
    }

    public double number(String field, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw expected(field, "a number", value);
        }
        return value.doubleValue();
    }

    public Optional<Integer> count(String field) {
        return value(field).map(value -> count(field, value));
    }

    /** A whole number from 1 on. */
    public int count(String field, JsonNode value) {
        if (!value.isNumber() || value.doubleValue() != Math.rint(value.doubleValue())) {
            throw expected(field, "a whole number", value);
        }
        if (value.doubleValue() < 1 || value.doubleValue() > 1 << 20) {
            throw expected(field, "a number from 1 to " + (1 << 20), value);
        }
        return value.intValue();
    }

    public ModelFileException expected(String field, String expected, JsonNode found) {
        return error(field, "must be " + expected + ", but is " + JsonFile.shown(found));
    }
}
