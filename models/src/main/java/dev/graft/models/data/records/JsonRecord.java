package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One record of a data file, read field by field; every complaint names the file, the place, the field and both sides. */
final class JsonRecord {
    private static final int QUOTED_LETTERS = 40;

    private final JsonNode node;
    private final String place;
    private final int number;

    /**
     * @param place file and place in it, for messages
     * @param number 1-based number of the record in its file
     */
    JsonRecord(JsonNode node, String place, int number) {
        this.node = node;
        this.place = place;
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The file, and where in it. */
    String place() {
        return place;
    }

    JsonNode node() {
        return node;
    }

    boolean isObject() {
        return node.isObject();
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** A complaint about a field. */
    FaultException error(String message) {
        return error(FaultKind.FIELD, message);
    }

    /** A complaint of a kind. */
    FaultException error(FaultKind kind, String message) {
        return new FaultException(kind, place, message);
    }

    void requireObject(String holding) {
        if (!node.isObject()) {
            throw error(FaultKind.MALFORMED, "expected an object with " + holding + ", found " + describe(node));
        }
    }

    void requireOnly(Set<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw error("unknown field '" + name + "'" + Suggestions.didYouMean(name, known)
                        + " (what Graft need not know goes under 'meta')");
            }
        }
    }

    String text(String field) {
        return textOf(node.get(field), "field '" + field + "'");
    }

    /** The text of a field that may be missing or null. */
    Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** The field as an identifier: text or a whole number; its number in the file where it is missing. */
    String identifier(String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return Integer.toString(number);
        }
        String id = value.isIntegralNumber() ? value.asText() : textOf(value, "field '" + field + "'");
        if (id.isBlank()) {
            throw error(FaultKind.EMPTY, "field '" + field + "' must not be empty");
        }
        return id;
    }

    long wholeNumber(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw error("field '" + field + "' must be a whole number, found " + describe(value));
        }
        return value.longValue();
    }

    /** The elements of an array of at least one element. */
    List<JsonNode> elements(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray() || value.isEmpty()) {
            throw error("field '" + field + "' must be an array of at least one element, found " + describe(value));
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    String textOf(JsonNode value, String what) {
        if (value == null || !value.isTextual()) {
            String remedy = value != null && value.isValueNode() && !value.isNull() ? "; put it in quotes" : "";
            throw error(what + " must be text, found " + describe(value) + remedy);
        }
        return value.textValue();
    }

    /** Text of which something is left without surrounding spaces. */
    String filledTextOf(JsonNode value, String what) {
        String text = textOf(value, what);
        if (text.isBlank()) {
            throw error(FaultKind.EMPTY, what + " must not be empty");
        }
        return text;
    }

    ImageRef image(Path folder, String name) {
        try {
            return ImageRef.in(folder, name);
        } catch (InvalidInputException e) {
            throw error(
                    FaultKind.IMAGE_NAME, "the image name \"" + shorten(name) + "\" cannot be used: " + e.getMessage());
        }
    }

    static String describe(JsonNode value) {
        if (value == null) {
            return "nothing";
        }
        return switch (value.getNodeType()) {
            case STRING -> '"' + shorten(value.textValue()) + '"';
            case NUMBER -> "the number " + shorten(value.asText());
            case ARRAY -> "an array of " + value.size();
            case OBJECT -> "an object";
            default -> shorten(value.asText());
        };
    }

    private static String shorten(String text) {
        return text.length() <= QUOTED_LETTERS ? text : text.substring(0, QUOTED_LETTERS) + "...";
    }
}
