package dev.graft.models.published;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The added tokens of a tokenizer that is not of one file, such as {@code <|im_start|>}: those of {@code added_tokens.json} and of
 * {@code added_tokens_decoder} in {@code tokenizer_config.json}.
 */
public final class AddedTokens {
    private AddedTokens() {}

    /** The ids by the tokens' texts, in a map of the caller's; empty where a folder has neither. */
    public static Map<String, Long> in(Path folder) {
        Map<String, Long> added = new TreeMap<>();
        ConfigObject.read(folder.resolve("added_tokens.json")).toMap().forEach((token, id) -> put(added, token, id));
        Object decoder = ConfigObject.read(folder.resolve("tokenizer_config.json"))
                .toMap()
                .get("added_tokens_decoder");
        if (decoder instanceof Map<?, ?> tokens) {
            tokens.forEach((id, token) -> {
                if (token instanceof Map<?, ?> written) {
                    put(added, written.get("content"), id);
                }
            });
        }
        return added;
    }

    private static void put(Map<String, Long> added, Object token, Object id) {
        if (token instanceof String text && String.valueOf(id).matches("\\d{1,9}")) {
            added.put(text, Long.valueOf(String.valueOf(id)));
        }
    }
}
