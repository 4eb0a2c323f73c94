package dev.graft.models.export.gguf;

import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.template.TurnTexts;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code Modelfile}, from which {@code ollama create} makes a model: which files it is made of, how a question is written,
 * and what ends an answer. Ollama puts an image at the beginning of the question's text.
 */
record Modelfile(String mmproj, TurnTexts texts, String stop) {
    /** The file with the language model, which somebody else converts. */
    static final String LANGUAGE = "language.gguf";

    static Modelfile of(ExportedModel model, String mmproj) {
        PromptFormat format = model.description().prompt();
        AnswerForm answer = format.answer(Conversation.of("", "a"));
        return new Modelfile(mmproj, TurnTexts.of(format), answer.after());
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("# ollama create NAME -f Modelfile");
        lines.add("FROM ./" + LANGUAGE);
        lines.add("FROM ./" + mmproj);
        lines.add("TEMPLATE \"\"\"" + template() + "\"\"\"");
        if (!stop.isBlank()) {
            lines.add("PARAMETER stop " + quoted(stop));
        }
        lines.add("PARAMETER temperature 0");
        return String.join("\n", lines) + "\n";
    }

    private String template() {
        String told = literal(texts.beforeInstruction()) + "{{ .System }}"
                + literal(texts.afterInstruction().image());
        String untold = literal(texts.first().image());
        return "{{- if .System }}" + told + "{{ else }}" + untold + "{{ end }}" + literal(texts.afterImages())
                + "{{ .Prompt }}" + literal(texts.closing()) + literal(texts.beforeAnswer()) + "{{ .Response }}";
    }

    /** A text as what a template writes; the tokens at the ends of a text are llama.cpp's to add. */
    private static String literal(String text) {
        String plain = text.replace("{begin}", "").replace("{end}", "").replace("{image}", "");
        return plain.isEmpty() ? "" : "{{ " + quoted(plain) + " }}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
