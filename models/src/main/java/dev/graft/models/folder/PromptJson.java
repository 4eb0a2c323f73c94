package dev.graft.models.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.language.Directions;
import dev.graft.models.prompt.ChatTemplate;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The block {@code prompt} of {@code config.json}: a format's name, a template in two texts, or a chat template. */
final class PromptJson {
    private static final String PROMPT = "prompt";
    private static final String DIRECTIONS = "bidirectional";
    private static final ObjectMapper JSON = new ObjectMapper();

    private PromptJson() {}

    static void put(ObjectNode json, PromptFormat prompt, PromptReading reading) {
        ObjectNode node = json.putObject(PROMPT);
        if (prompt instanceof PromptTemplate template) {
            node.put("template", template.prompt()).put("answer", template.answer());
        } else if (prompt instanceof ChatTemplate chat) {
            node.setAll((ObjectNode) JSON.valueToTree(chat.toMap()));
        } else {
            node.put("format", prompt.id());
        }
        node.put("continuous", reading.continuous());
        if (!reading.imageToken().isEmpty()) {
            node.put("image_token", reading.imageToken());
        }
        if (reading.directions() == Directions.PROMPT) {
            node.put(DIRECTIONS, true);
        } else if (reading.directions() == Directions.IMAGES) {
            node.put(DIRECTIONS, reading.directions().toString());
        }
    }

    /** Folders that say nothing of it were written when each piece of text was tokenised by itself. */
    static PromptReading reading(JsonNode json) {
        JsonNode prompt = json.path(PROMPT);
        return new PromptReading(
                prompt.path("continuous").asBoolean(false),
                prompt.path("image_token").asText(""),
                directions(prompt.path(DIRECTIONS).asText(Directions.BACK.toString())));
    }

    private static Directions directions(String name) {
        return Arrays.stream(Directions.values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("'prompt." + DIRECTIONS + "' should be one of "
                        + Arrays.toString(Directions.values()) + ", found '" + name + "'"));
    }

    static PromptFormat read(JsonNode json) {
        JsonNode prompt = json.path(PROMPT);
        if (prompt.has("format")) {
            return PromptFormat.named(DescriptionJson.text(json, PROMPT, "format"));
        }
        return prompt.has("chat_template")
                ? chatTemplate(json, prompt)
                : new PromptTemplate(
                        DescriptionJson.text(json, PROMPT, "template"), DescriptionJson.text(json, PROMPT, "answer"));
    }

    private static ChatTemplate chatTemplate(JsonNode json, JsonNode prompt) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("chat_template", DescriptionJson.text(json, PROMPT, "chat_template"));
        map.put("image", DescriptionJson.text(json, PROMPT, "image"));
        if (prompt.has("tokens")) {
            map.put("tokens", JSON.convertValue(prompt.get("tokens"), Object.class));
        }
        return ChatTemplate.of(map);
    }
}
