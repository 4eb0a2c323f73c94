package dev.graft.models.export.folder;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import java.util.OptionalLong;

/**
 * The texts of the tokens at the ends of a text, as templates write them between turns.
 *
 * @param begin what begins a text; empty where the tokenizer names none
 * @param end what ends an answer: the first of the language model's own; empty where the tokenizer has no text for it
 */
public record EndTexts(String begin, String end) {
    /** Those of a model's language model. */
    public static EndTexts of(ExportedModel model) {
        ModelConfig config = ModelConfig.load(model.language().folder());
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            OptionalLong end =
                    config.eosIds().stream().mapToLong(Long::longValue).findFirst();
            return new EndTexts(text(tokenizer, tokenizer.bosId()), text(tokenizer, end));
        }
    }

    private static String text(Tokenizer tokenizer, OptionalLong token) {
        return token.isPresent() ? tokenizer.addedToken(token.getAsLong()).orElse("") : "";
    }
}
