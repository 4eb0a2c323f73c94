package dev.graft.cli;

import dev.graft.models.VisionLanguageModel;
import dev.graft.models.contrast.DualEncoderModel;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.ImageTextModel;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model to open, where its backbones are, and where to compute. */
final class ModelOptions {
    static final String LABEL = "MODEL";

    @Parameters(paramLabel = LABEL, index = "0", description = "folder that 'graft train' wrote")
    private Path folder;

    @Option(names = "--vision", description = "where the vision encoder is, if no longer where it was trained with")
    private Path vision;

    @Option(names = "--language", description = "where the language model is, if no longer where it was trained with")
    private Path language;

    @Option(
            names = "--prompt",
            paramLabel = "FORMAT",
            description = "how to ask, if not as it was trained: a published format, such as frozen, or a template with"
                    + " {image} and {question}")
    private String prompt;

    @Option(
            names = "--answer",
            paramLabel = "TEMPLATE",
            defaultValue = " {answer}",
            description = "how answers are written where --prompt is a template (default: '${DEFAULT-VALUE}')")
    private String answer;

    @Mixin
    private RuntimeOptions runtime;

    /** Whether the folder holds a model that compares images with texts, for {@link #loadImageText}. */
    boolean isImageText() {
        return ModelFolder.is(folder) && ModelDescription.load(folder) instanceof ImageTextDescription;
    }

    ImageTextModel loadImageText() {
        ImageTextDescription description = ImageTextDescription.load(folder);
        if (vision != null) {
            description = description.withVision(vision.toAbsolutePath());
        }
        if (language != null) {
            description = description.withText(language.toAbsolutePath());
        }
        return ImageTextModel.load(folder, description, runtime.session());
    }

    /** Whether the folder holds an adapter between two frozen towers, for {@link #loadDualEncoder}. */
    boolean isDualEncoder() {
        return ModelFolder.is(folder) && ModelDescription.load(folder) instanceof DualEncoderDescription;
    }

    DualEncoderModel loadDualEncoder() {
        DualEncoderDescription description = DualEncoderDescription.load(folder);
        if (vision != null) {
            description = description.withVision(vision.toAbsolutePath());
        }
        if (language != null) {
            description = description.withText(language.toAbsolutePath());
        }
        return DualEncoderModel.load(folder, description, runtime.session());
    }

    VisionLanguageModel load() {
        VisionLanguageDescription description = VisionLanguageDescription.load(folder);
        if (vision != null) {
            description = description.withVision(vision.toAbsolutePath());
        }
        if (language != null) {
            description = description.withText(language.toAbsolutePath());
        }
        if (prompt != null) {
            boolean template = prompt.contains(PromptTemplate.IMAGE);
            description =
                    description.withPrompt(template ? new PromptTemplate(prompt, answer) : PromptFormat.named(prompt));
        }
        return VisionLanguageModel.load(folder, description, runtime.session());
    }
}
