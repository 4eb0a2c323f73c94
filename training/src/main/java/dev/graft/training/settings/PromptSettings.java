package dev.graft.training.settings;

import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.Range;

/** The text around an image and a question. */
public record PromptSettings(
        @Setting("name of a published format; empty for the two texts that follow")
        String format,

        @Setting("what is read, with {image} and {question}")
        String template,

        @Setting("what is learnt, with {answer}") String answer,

        @Setting(value = "the most earlier turns of a conversation to read", range = Range.NOT_NEGATIVE)
        int history) {
    static final PromptSettings DEFAULTS =
            new PromptSettings("", "{image}Question: {question} Answer:", " {answer}", 0);

    /** The published format that was chosen, or the two texts of a template. */
    public PromptFormat promptFormat() {
        return format.isEmpty() ? new PromptTemplate(template, answer) : PromptFormat.named(format);
    }
}
