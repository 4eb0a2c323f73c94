package dev.graft.training.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.JsonFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recipe says about itself in words.
 *
 * @param description in a line
 * @param system that was published so
 * @param paper where
 * @param parameters how many are trained, at the published sizes
 * @param notes in what the recipe differs from the paper, and the paper from its authors' code
 */
public record About(String description, String system, String paper, String parameters, List<String> notes) {
    /** Takes them out of a file. */
    static About take(ObjectNode json) {
        List<String> notes = new ArrayList<>();
        JsonNode list = json.remove("notes");
        if (list != null && !list.isArray()) {
            throw new InvalidInputException("'notes' should be a list of texts, found " + JsonFile.shown(list));
        }
        for (JsonNode note : list == null ? List.<JsonNode>of() : list) {
            notes.add(text("notes", note));
        }
        return new About(
                text(json, "description"),
                text(json, "system"),
                text(json, "paper"),
                text(json, "parameters"),
                List.copyOf(notes));
    }

    private static String text(ObjectNode json, String key) {
        JsonNode text = json.remove(key);
        return text == null ? "" : text(key, text);
    }

    private static String text(String key, JsonNode json) {
        if (!json.isTextual()) {
            throw new InvalidInputException("'" + key + "' should be a text, found " + JsonFile.shown(json));
        }
        return json.asText();
    }
}
