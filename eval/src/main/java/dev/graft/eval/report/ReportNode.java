package dev.graft.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A value of a report that is being read, all of whose fields are known and of the kind that is expected.
 *
 * @param where in the file, for messages
 * @param json its value; missing where it is not there
 */
record ReportNode(Path file, String where, JsonNode json) {
    /** An object with no other fields than these. */
    ReportNode with(List<String> known) {
        fields().keySet().stream()
                .filter(field -> !known.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw error("has an unknown field \"" + JsonFile.shown(field) + "\"; expected " + known
                            + Suggestions.didYouMean(field, known));
                });
        return this;
    }

    boolean has(String field) {
        return json.has(field);
    }

    /** The value of a field, which need not be there. */
    ReportNode get(String field) {
        return new ReportNode(file, where.isEmpty() ? field : where + "." + field, json.path(field));
    }

    /** The fields of an object, in order; none where it is not there. */
    Map<String, ReportNode> fields() {
        if (!json.isMissingNode() && !json.isObject()) {
            throw error("must be an object {...}, found " + JsonFile.shown(json));
        }
        Map<String, ReportNode> fields = new LinkedHashMap<>();
        json.fieldNames().forEachRemaining(field -> fields.put(field, get(field)));
        return fields;
    }

    /** The values of an object's fields, in order. */
    <T> Map<String, T> fields(Function<ReportNode, T> value) {
        Map<String, T> values = new LinkedHashMap<>();
        fields().forEach((field, node) -> values.put(field, value.apply(node)));
        return values;
    }

    /** The elements of a list; none where it is not there. */
    <T> List<T> elements(Function<ReportNode, T> value) {
        if (!json.isMissingNode() && !json.isArray()) {
            throw error("must be a list [...], found " + JsonFile.shown(json));
        }
        List<T> elements = new ArrayList<>();
        for (JsonNode element : json) {
            elements.add(value.apply(new ReportNode(file, where + "[" + elements.size() + "]", element)));
        }
        return elements;
    }

    String text() {
        if (!json.isTextual()) {
            throw error("must be a text, found " + JsonFile.shown(json));
        }
        return json.textValue();
    }

    double number() {
        if (!json.isNumber()) {
            throw error("must be a number, found " + JsonFile.shown(json));
        }
        return json.doubleValue();
    }

    long whole() {
        if (!json.isIntegralNumber() || !json.canConvertToLong()) {
            throw error("must be a whole number, found " + JsonFile.shown(json));
        }
        return json.longValue();
    }

    long count() {
        if (whole() < 0) {
            throw error("must be a number from 0 on, found " + JsonFile.shown(json));
        }
        return whole();
    }

    ModelFileException error(String problem) {
        return new ModelFileException(file, (where.isEmpty() ? "the report" : where) + " " + problem);
    }
}
