package dev.graft.cli.data;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.cli.option.Within;
import dev.graft.models.data.check.TextCheck;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How a language model will read the data: as a trained model does, or as is said piece by piece. */
final class ReadingOptions {
    @Option(names = "--model", description = "folder of a trained model, whose language model and prompt are taken")
    private Path model;

    @Option(names = "--language", description = "folder of a language model, in place of --model")
    private String language;

    @Option(
            names = "--prompt",
            description = "how questions are written for it: a template with {image} and {question}, or the name of a"
                    + " published format (default: that of a training)")
    private String prompt;

    @Within(Range.SIZE_OR_NONE)
    @Option(names = "--visual-tokens", description = "visual tokens of each image (needed with --language)")
    private Integer visualTokens;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--history",
            defaultValue = "0",
            description = "the most earlier turns that are read with a question")
    private int history;

    /** How texts are read; empty where nothing is said of it. The tokenizer is to be closed. */
    Optional<TextCheck> open(Consumer<String> messages) {
        if (model != null && (language != null || visualTokens != null)) {
            throw new InvalidInputException("--model says all that --language and --visual-tokens say; leave them out");
        }
        if (model != null) {
            VisionLanguageDescription description = VisionLanguageDescription.load(model);
            Path folder = description.language().locate("language model", model).folder();
            return Optional.of(open(
                    folder,
                    prompt == null ? description.prompt() : format(),
                    description.reading(),
                    description.visualTokens()));
        }
        if (language == null) {
            if (visualTokens != null || prompt != null || history != 0) {
                throw new InvalidInputException(
                        "--prompt, --visual-tokens and --history say how a language model reads; name it by --language"
                                + " or --model");
            }
            return Optional.empty();
        }
        if (visualTokens == null || visualTokens < 0) {
            throw new InvalidInputException(
                    "--visual-tokens is needed with --language: how many tokens an image takes, such as 576 in LLaVA 1.5");
        }
        Path folder = BackboneName.parse(language).locate(messages).folder();
        return Optional.of(open(folder, format(), PromptReading.DEFAULT, visualTokens));
    }

    private TextCheck open(Path folder, PromptFormat format, PromptReading reading, int tokens) {
        return new TextCheck(ModelConfig.load(folder), Tokenizer.load(folder), format, reading, history, tokens);
    }

    private PromptFormat format() {
        if (prompt == null) {
            return TrainingSettings.DEFAULTS.prompt().promptFormat();
        }
        return prompt.contains(PromptTemplate.IMAGE)
                ? new PromptTemplate(prompt, PromptTemplate.ANSWER)
                : PromptFormat.named(prompt);
    }
}
