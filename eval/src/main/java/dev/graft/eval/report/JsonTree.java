package dev.graft.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Trees of JSON, and how they are written. */
final class JsonTree {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonTree() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    /** For people to read, over many lines. */
    static String indented(JsonNode tree) {
        return written(JSON.writerWithDefaultPrettyPrinter(), tree);
    }

    /** In one line. */
    static String line(JsonNode tree) {
        return written(JSON.writer(), tree);
    }

    private static String written(ObjectWriter writer, JsonNode tree) {
        try {
            return writer.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and names can always be written", e);
        }
    }
}
