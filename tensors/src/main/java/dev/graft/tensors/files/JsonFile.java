package dev.graft.tensors.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Letters;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads small JSON files strictly: an object has each name once, and nothing follows the value.
 *
 * <p>What is wrong is told by its place and never by the text there: the file may be one that was named by mistake.
 */
public final class JsonFile {
    private static final int SHOWN = 80;

    /** Configurations with long lists of labels have a megabyte or two. */
    public static final int MAX_BYTES = 1 << 26;

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonFile() {}

    /**
     * The value that a file holds.
     *
     * @param tree Jackson's {@code JsonNode}, which the signatures of this module do not name
     * @throws ModelFileException if there is no such file, or it is not JSON
     */
    public static <N> N read(Path file, Class<N> tree) {
        String text = InputFile.text(file, MAX_BYTES);
        if (text.isBlank()) {
            throw new ModelFileException(file, "expected JSON, found an empty file; download or write it again");
        }
        try {
            return parse(text, tree);
        } catch (InvalidInputException e) {
            throw new ModelFileException(file, e.getMessage() + ForeignContent.hint(file, ForeignContent.JSON), e);
        }
    }

    /**
     * The value that a text holds; a missing node where there is nothing.
     *
     * @param tree Jackson's {@code JsonNode}, as of {@link #read}
     * @throws InvalidInputException that says where it is not JSON, or has a text that cannot be written to a file
     */
    public static <N> N parse(String text, Class<N> tree) {
        JsonNode root = tree(text, "is not valid JSON: ");
        requireLetters(root);
        return tree.cast(root);
    }

    /**
     * The names and values of the object that a text holds, in its order; values are texts, numbers, booleans and null, lists and maps
     * of these.
     *
     * @param example such an object, for the message
     * @throws InvalidInputException if the text holds something else
     */
    public static Map<String, Object> object(String text, String example) {
        JsonNode root = tree(text, "expected a JSON object such as " + example + ", found what is none: ");
        if (!root.isObject()) {
            throw new InvalidInputException("expected a JSON object such as " + example + ", found "
                    + (text.isBlank() ? "nothing" : shown(root)));
        }
        requireLetters(root);
        return STRICT.convertValue(root, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private static JsonNode tree(String text, String refusal) {
        try {
            return STRICT.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidInputException(refusal + problem(e) + place(e), e);
        }
    }

    /** By escapes a text can have what no file in UTF-8 has, and which could be neither shown nor saved. */
    private static void requireLetters(JsonNode root) {
        String place = halved(root);
        if (place != null) {
            throw new InvalidInputException(
                    "the text" + (place.isEmpty() ? "" : " of" + place) + " has " + Letters.HALVED);
        }
    }

    /** The names that lead to the first text with half of a surrogate pair; null where all are whole. */
    private static String halved(JsonNode node) {
        if (node.isTextual()) {
            return Letters.areWhole(node.textValue()) ? null : "";
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                String place = halved(element);
                if (place != null) {
                    return place;
                }
            }
        }
        // Jackson itself refuses half of a pair in a name.
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String place = halved(field.getValue());
            if (place != null) {
                return " \"" + shown(field.getKey()) + '"' + place;
            }
        }
        return null;
    }

    /** What is wrong with a text that is no JSON, without its place and without a word of the text. */
    public static String problem(IOException failure) {
        if (!(failure instanceof JacksonException e)) {
            return "it cannot be read";
        }
        String said = e.getOriginalMessage();
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        if (said.startsWith("Non-standard token")) {
            return said.substring(said.indexOf('\'') + 1, said.lastIndexOf('\''))
                    + " is no number of JSON; write null, or leave the field out";
        }
        if (said.startsWith("Duplicate ")) {
            String name = said.substring(said.indexOf('\'') + 1, said.lastIndexOf('\''));
            return "\"" + shown(name) + "\" is there twice; leave one of them out";
        }
        if (e instanceof StreamConstraintsException) {
            return "it is nested too deeply, or has too long names, texts or numbers";
        }
        if (e instanceof MismatchedInputException) {
            return "something follows its end";
        }
        return "a value, a name, or one of , : ] } is expected";
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 0
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    /** A value for a message, cut short. */
    public static String shown(Object value) {
        String text = value instanceof MissingNode ? "nothing" : String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
