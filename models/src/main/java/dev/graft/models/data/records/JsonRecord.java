package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.tensors.Letters;
import dev.graft.tensors.Suggestions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One record of a data file, read field by field; every complaint names the file, the place, the field and both sides. It
 * notes which fields were asked for, so that what nobody reads can be told.
 */
public final class JsonRecord {
    private static final int QUOTED_LETTERS = 40;

    private final JsonNode node;
    private final String place;
    private final int number;
    private final Origin origin;
    private final String name;
    private final boolean unanswered;
    private final Set<String> asked = new HashSet<>();

    /**
     * A record.
     *
     * @param place file and place in it, for messages
     * @param number 1-based number of the record in its file
     */
    public JsonRecord(JsonNode node, String place, int number, Origin origin) {
        this(node, place, number, origin, Integer.toString(number), false);
    }

    private JsonRecord(JsonNode node, String place, int number, Origin origin, String name, boolean unanswered) {
        this.node = node;
        this.place = place;
        this.number = number;
        this.origin = origin;
        this.name = name;
        this.unanswered = unanswered;
    }

    /** The same record with the name under which its file has it. */
    public JsonRecord named(String key) {
        return new JsonRecord(node, place, number, origin, key, unanswered);
    }

    /** The same record with other fields, what was asked for of these told by itself. */
    JsonRecord with(JsonNode fields) {
        return new JsonRecord(fields, place, number, origin, name, unanswered);
    }

    /** The same record of a question that is only to be asked. */
    JsonRecord unanswered() {
        return new JsonRecord(node, place, number, origin, name, true);
    }

    /** Whether the question may lack its answer, since it is only to be asked. */
    public boolean mayLackAnswer() {
        return unanswered;
    }

    public int number() {
        return number;
    }

    /** The name that the file has it under, or else its number. */
    public String name() {
        return name;
    }

    /** The file, and where in it. */
    public String place() {
        return place;
    }

    public Origin origin() {
        return origin;
    }

    public JsonNode node() {
        return node;
    }

    public boolean isObject() {
        return node.isObject();
    }

    /** A field; null where there is none. */
    public JsonNode get(String field) {
        asked.add(field);
        return node.get(field);
    }

    public boolean has(String field) {
        asked.add(field);
        return node.hasNonNull(field);
    }

    /** Counts a field as read, of which no sample is made, but which says nothing new. */
    public void passOver(String field) {
        asked.add(field);
    }

    /** The fields that were not asked for. */
    public List<String> unread() {
        List<String> names = new ArrayList<>();
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!asked.contains(field)) {
                names.add(field);
            }
        }
        return names;
    }

    /** A complaint about a field. */
    public FaultException error(String message) {
        return error(FaultKind.FIELD, message);
    }

    /** A complaint of a kind. */
    public FaultException error(FaultKind kind, String message) {
        return new FaultException(kind, place, message);
    }

    public void requireObject(String holding) {
        if (!node.isObject()) {
            throw error(FaultKind.MALFORMED, "expected an object with " + holding + ", found " + describe(node));
        }
    }

    void requireOnly(Set<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String field = names.next();
            if (!known.contains(field)) {
                throw error("unknown field '" + field + "'" + Suggestions.didYouMean(field, known)
                        + " (what Graft need not know goes under 'meta')");
            }
            passOver(field);
        }
    }

    public String text(String field) {
        return textOf(get(field), "field '" + field + "'");
    }

    /** The text of a field that may be missing or null. */
    public Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** The field as an identifier: text or a whole number; the record's name where it is missing. */
    public String identifier(String field) {
        JsonNode value = get(field);
        if (value == null || value.isNull()) {
            return name;
        }
        String id = value.isIntegralNumber() ? value.asText() : textOf(value, "field '" + field + "'");
        if (id.isBlank()) {
            throw error(FaultKind.EMPTY, "field '" + field + "' must not be empty");
        }
        return id;
    }

    public long wholeNumber(String field) {
        JsonNode value = get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw error("field '" + field + "' must be a whole number, found " + describe(value));
        }
        return value.longValue();
    }

    /** The elements of an array of at least one element. */
    public List<JsonNode> elements(String field) {
        JsonNode value = get(field);
        if (value == null || !value.isArray() || value.isEmpty()) {
            throw error("field '" + field + "' must be an array of at least one element, found " + describe(value));
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    public String textOf(JsonNode value, String what) {
        if (value == null || !value.isTextual()) {
            String remedy = value != null && (value.isNumber() || value.isBoolean()) ? "; put it in quotes" : "";
            throw error(what + " must be text, found " + describe(value) + remedy);
        }
        return whole(value.textValue(), what);
    }

    private String whole(String text, String what) {
        if (!Letters.areWhole(text)) {
            throw error(what + " has " + Letters.HALVED);
        }
        return text;
    }

    /** Text, or a number as it is written. */
    public String wordsOf(JsonNode value, String what) {
        return value != null && value.isNumber() ? value.asText() : textOf(value, what);
    }

    /** A field that is there, as an identifier: text or a whole number. */
    public String requiredIdentifier(String field) {
        JsonNode value = get(field);
        if (value != null && value.isIntegralNumber()) {
            return value.asText();
        }
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw error("field '" + field + "' must be a text or a whole number, found " + describe(value));
        }
        return whole(value.textValue(), "field '" + field + "'");
    }

    /** Text of which something is left without surrounding spaces. */
    public String filledTextOf(JsonNode value, String what) {
        String text = textOf(value, what);
        if (text.isBlank()) {
            throw error(FaultKind.EMPTY, what + " must not be empty");
        }
        return text;
    }

    /** The image that a text names, below a folder, or is. */
    public ImageRef image(Path folder, String text) {
        return new NamedImage(this, folder).of(text);
    }

    /** A value for a message, shortened. */
    public static String describe(JsonNode value) {
        if (value == null) {
            return "nothing";
        }
        return switch (value.getNodeType()) {
            case STRING -> '"' + shorten(value.textValue()) + '"';
            case NUMBER -> "the number " + shorten(value.asText());
            case ARRAY -> "an array of " + value.size();
            case OBJECT -> "an object";
            case POJO -> "bytes";
            default -> shorten(value.asText());
        };
    }

    static String shorten(String text) {
        return text.length() <= QUOTED_LETTERS ? text : text.substring(0, QUOTED_LETTERS) + "...";
    }
}
