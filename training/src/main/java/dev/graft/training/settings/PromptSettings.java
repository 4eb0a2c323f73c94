package dev.graft.training.settings;

import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.language.Directions;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.ChatTemplate;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.Range;
import dev.graft.tensors.files.JsonFile;
import java.util.Map;

/** The text around an image and a question. */
public record PromptSettings(
        @Setting("name of a published format; empty for a chat template or two texts")
        String format,

        @Setting(
                value =
                        "chat template of a checkpoint, in JSON: {\"chat_template\": Jinja, \"image\": what stands for an image"
                                + " in it, \"tokens\": {\"bos_token\": ...}}; empty for the two texts that follow",
                before = "")
        String chatTemplate,

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
        Directions bidirectional,

        @Setting(
                value =
                        "how the trained model answers unless a question says otherwise, by the names of generation_config.json,"
                                + " in JSON; empty for Graft's own way",
                before = "")
        String generation) {
    private static final String NO_TOKEN = "none";

    static final PromptSettings DEFAULTS = new PromptSettings(
            "", "", "{image}Question: {question} Answer:", " {answer}", 0, true, NO_TOKEN, Directions.BACK, "");

    /** How the language model reads the text. */
    public PromptReading reading() {
        return new PromptReading(continuous, imageToken.equals(NO_TOKEN) ? "" : imageToken, bidirectional);
    }

    /** The published format that was chosen, or a chat template, or the two texts of a template. */
    public PromptFormat promptFormat() {
        if (!format.isEmpty()) {
            return PromptFormat.named(format);
        }
        return chatTemplate.isEmpty() ? new PromptTemplate(template, answer) : ChatTemplate.parse(chatTemplate);
    }

    /** How the trained model answers, by the names of Hugging Face's {@code generation_config.json}. */
    public Map<String, Object> generationSettings() {
        return generation.isEmpty() ? Map.of() : JsonFile.object(generation, "{\"max_new_tokens\": 64}");
    }

    /** The same as it is read to answer. */
    GenerationConfig generationConfig() {
        return GenerationConfig.of(
                "setting 'prompt.generation'",
                generationSettings(),
                GenerationOptions.greedy(VisionLanguageModel.DEFAULT_ANSWER_TOKENS));
    }
}
