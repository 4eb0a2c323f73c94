package dev.graft.cli;

import dev.graft.models.ModelDescription;
import dev.graft.models.VisionLanguageModel;
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

    @Mixin
    private RuntimeOptions runtime;

    VisionLanguageModel load() {
        ModelDescription description = ModelDescription.load(folder);
        if (vision != null) {
            description = description.withVision(vision.toAbsolutePath());
        }
        if (language != null) {
            description = description.withLanguage(language.toAbsolutePath());
        }
        return VisionLanguageModel.load(folder, description, runtime.session());
    }
}
