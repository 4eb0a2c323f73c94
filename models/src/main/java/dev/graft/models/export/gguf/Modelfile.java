package dev.graft.models.export.gguf;

import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.folder.EndTexts;
import dev.graft.models.export.template.OllamaTemplate;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import java.util.ArrayList;
import java.util.List;

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
        EndTexts ends = EndTexts.of(model);
        return new Modelfile(mmproj, OllamaTemplate.of(format, ends.begin(), ends.end()), answer.after());
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("# ollama create NAME -f Modelfile");
        lines.add("FROM ./" + LANGUAGE);
        lines.add("FROM ./" + mmproj);
        lines.add("TEMPLATE " + QUOTES + template + QUOTES);
        if (!stop.isEmpty()) {
            lines.add("PARAMETER stop " + QUOTES + stop
                    + QUOTES); // within these quotes all stands for itself, line breaks too
        }
        lines.add("PARAMETER temperature 0");
        return String.join("\n", lines) + "\n";
    }
}
