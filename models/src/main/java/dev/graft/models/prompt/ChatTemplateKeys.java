package dev.graft.models.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link ChatTemplate} as keys and values, for configuration files. */
final class ChatTemplateKeys {
    private static final String SOURCE = "chat_template";
    private static final String IMAGE = "image";
    private static final String TOKENS = "tokens";
    private static final List<String> KEYS = List.of(SOURCE, IMAGE, TOKENS);
    private static final String EXAMPLE =
            "{\"chat_template\": Jinja, \"image\": \"<image>\", \"tokens\": {\"bos_token\": \"<s>\"}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChatTemplateKeys() {}

    static Map<String, Object> of(ChatTemplate template) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(SOURCE, template.source());
        map.put(IMAGE, template.image());
        map.put(TOKENS, new TreeMap<>(template.tokens()));
        return map;
    }

    static ChatTemplate parse(String text) {
        return read(JsonFile.object(text, EXAMPLE));
    }

    static String text(ChatTemplate template) {
        try {
            return JSON.writeValueAsString(of(template));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ChatTemplate read(Map<String, ?> map) {
        map.keySet().stream().filter(key -> !KEYS.contains(key)).findFirst().ifPresent(key -> {
            throw new InvalidInputException("a chat template has " + String.join(", ", KEYS) + ", found '" + key + "'");
        });
        Map<String, String> tokens = new LinkedHashMap<>();
        Object given = map.containsKey(TOKENS) ? map.get(TOKENS) : Map.of();
        if (!(given instanceof Map<?, ?> named)) {
            throw new InvalidInputException("'" + TOKENS + "' should be an object of texts, found " + given);
        }
        named.forEach((name, token) -> tokens.put(String.valueOf(name), text(TOKENS + "." + name, token)));
        return new ChatTemplate(text(SOURCE, map.get(SOURCE)), text(IMAGE, map.get(IMAGE)), tokens);
    }

    private static String text(String key, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidInputException("'" + key + "' should be a string, found " + value);
    }
}
