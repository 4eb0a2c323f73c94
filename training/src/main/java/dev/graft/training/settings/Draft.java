package dev.graft.training.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings that are being changed, as values by key. */
final class Draft {
    private final Map<String, Object> values;
    private AdapterSettings adapter;

    Draft(TrainingSettings settings) {
        this.values = Declarations.values(settings);
        this.adapter = settings.adapter();
    }

    /** Takes the settings of a file; paths that it changes start at a folder where they are relative. */
    Draft read(JsonNode json, Path folder) {
        Map<String, Object> before = Map.copyOf(values);
        read("", json);
        values.replaceAll((key, value) -> {
            Declaration declaration = Declarations.of(key);
            return declaration.path() && !value.equals(before.get(key))
                    ? absolute(declaration, (String) value, folder)
                    : value;
        });
        return this;
    }

    /** Takes a value as it is written on a command line. */
    Draft set(String key, String text) {
        put(key, Declarations.of(key).parse(text));
        return this;
    }

    TrainingSettings settings() {
        return Declarations.settings(values, adapter);
    }

    /** The references that a setting holds; none where it is empty. */
    static Stream<String> parts(Declaration declaration, String text) {
        Stream<String> parts =
                declaration.several() ? Stream.of(text.split(",")).map(String::strip) : Stream.of(text);
        return parts.filter(part -> !part.isEmpty());
    }

    /** The same with relative paths from a folder. */
    static String absolute(Declaration declaration, String text, Path folder) {
        return parts(declaration, text)
                .map(part -> BackboneName.parse(part).from(folder).toString())
                .collect(Collectors.joining(","));
    }

    /** The kind of an adapter comes first, wherever it stands, for it decides what else there may be. */
    private void read(String prefix, JsonNode json) {
        if (prefix.equals(AdapterSettings.PREFIX) && json.has(AdapterSettings.KIND)) {
            put(prefix + AdapterSettings.KIND, json.get(AdapterSettings.KIND));
        }
        json.properties().forEach(field -> {
            String key = prefix + field.getKey();
            if (field.getKey().contains(".")) {
                throw new InvalidInputException("'" + JsonFile.shown(key)
                        + "': a dot is for the command line; in a file write an object in an object, as in {\"data\":"
                        + " {\"limit\": 100}}");
            }
            if (!Declarations.isGroup(key)) {
                put(key, field.getValue());
            } else if (field.getValue().isObject()) {
                read(key + ".", field.getValue());
            } else {
                throw new InvalidInputException(
                        "'" + key + "' is a group of settings and should be an object, as in {\"" + key
                                + "\": {...}}, found " + JsonFile.shown(field.getValue()));
            }
        });
    }

    private void put(String key, JsonNode json) {
        if (json.isNull()) {
            throw new InvalidInputException("setting '" + key + "' is null; give a value, or leave it out to have "
                    + Declarations.of(key).initial());
        }
        put(key, Declarations.of(key).parse(json));
    }

    private void put(String key, Object value) {
        Object right = Declarations.of(key).require(value);
        if (key.startsWith(AdapterSettings.PREFIX)) {
            adapter = adapter.with(key.substring(AdapterSettings.PREFIX.length()), right);
        } else {
            values.put(key, right);
        }
    }
}
