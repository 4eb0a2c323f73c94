package dev.graft.models.export.gguf;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.template.OllamaTemplate;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A {@code Modelfile}, from which {@code ollama create} makes a model: which files it is made of, how a conversation is written,
 * and what ends an answer.
 *
 * @param template in the language of Go's templates
 * @param stop what ends an answer; empty where the language model's own tokens do
 */
record Modelfile(String mmproj, String template, String stop) {
    /** The file with the language model, which somebody else converts. */
    static final String LANGUAGE = "language.gguf";

    private static final String QUOTES = "\"\"\"";

    /**
     * That of a model.
     *
     * @throws dev.graft.tensors.InvalidInputException if its prompt format cannot be written so
     */
    static Modelfile of(ExportedModel model, String mmproj) {
        PromptFormat format = model.description().prompt();
        AnswerForm answer = format.answer(Conversation.of("", "a"));
        ModelConfig config = ModelConfig.load(model.language().folder());
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            String begin = text(tokenizer, tokenizer.bosId());
            String end = text(
                    tokenizer,
                    config.eosIds().stream().mapToLong(Long::longValue).findFirst());
            return new Modelfile(mmproj, OllamaTemplate.of(format, begin, end), answer.after());
        }
    }

    private static String text(Tokenizer tokenizer, OptionalLong token) {
        return token.isPresent() ? tokenizer.addedToken(token.getAsLong()).orElse("") : "";
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("# ollama create NAME -f Modelfile");
        lines.add("FROM ./" + LANGUAGE);
        lines.add("FROM ./" + mmproj);
        lines.add("TEMPLATE " + QUOTES + template + QUOTES);
        if (!stop.isEmpty()) {
            lines.add("PARAMETER stop " + QUOTES + stop + QUOTES); // within these quotes all stands for itself, line breaks too
        }
        lines.add("PARAMETER temperature 0");
        return String.join("\n", lines) + "\n";
    }
}
