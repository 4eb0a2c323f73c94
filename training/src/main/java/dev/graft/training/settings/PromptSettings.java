package dev.graft.training.settings;

import dev.graft.backbones.language.Directions;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
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
        int history,

        @Setting(
                value =
                        "whether text behind an image is tokenised as the continuation of the text before it, as transformers"
                                + " does, and not each piece of text by itself",
                before = "false")
        boolean continuous,

        @Setting(
                value =
                        "the tokenizer's token for an image, which may strip spaces beside it; none for one that does not",
                before = NO_TOKEN)
        String imageToken,

        @Setting(
                value =
                        "what is attended to in both directions: nothing (false), all of a prompt as in PaliGemma (true), or each"
                                + " image by itself as in Gemma 3 (images)",
                before = "false")
        Directions bidirectional) {
    private static final String NO_TOKEN = "none";

    static final PromptSettings DEFAULTS = new PromptSettings(
            "", "{image}Question: {question} Answer:", " {answer}", 0, true, NO_TOKEN, Directions.BACK);

    /** How the language model reads the text. */
    public PromptReading reading() {
        return new PromptReading(continuous, imageToken.equals(NO_TOKEN) ? "" : imageToken, bidirectional);
    }

    /** The published format that was chosen, or the two texts of a template. */
    public PromptFormat promptFormat() {
        return format.isEmpty() ? new PromptTemplate(template, answer) : PromptFormat.named(format);
    }
}
