package dev.graft.models.published;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The special tokens of a tokenizer's configuration, by the names that it gives them, such as {@code image_token}. */
public final class SpecialTexts {
    private SpecialTexts() {}

    /** All that the tokenizer's configuration gives names to. */
    public static Map<String, String> of(ConfigObject tokenizer) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (String group : List.of("extra_special_tokens", "model_specific_special_tokens")) {
            if (tokenizer.toMap().get(group) instanceof Map<?, ?> tokens) {
                tokens.forEach((name, token) -> named.put(String.valueOf(name), token));
            }
        }
        tokenizer.toMap().forEach((name, token) -> {
            if (name.endsWith("_token")) {
                named.put(name, token);
            }
        });
        Map<String, String> texts = new LinkedHashMap<>();
        named.forEach((name, token) -> {
            Object content = token instanceof Map<?, ?> written ? written.get("content") : token;
            if (content instanceof String text) {
                texts.put(name, text);
            }
        });
        return texts;
    }
}
