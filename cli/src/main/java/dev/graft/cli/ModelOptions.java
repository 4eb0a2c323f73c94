package dev.graft.cli;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.option.RuntimeOptions;
import dev.graft.cli.option.Within;
import dev.graft.models.ComparingModel;
import dev.graft.models.SeeingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.source.BackboneName;
import dev.graft.tensors.Range;
import dev.graft.tensors.files.FileHash;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which model to open, where its backbones are, and where to compute. */
final class ModelOptions {
    static final String LABEL = "MODEL";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = LABEL,
            index = "0",
            description =
                    "folder that 'graft train' wrote; to be evaluated also a trained CLIP, SigLIP or the like as it is published in ONNX")
    private Path folder;

    @Option(names = "--vision", description = "where the vision encoder is, if no longer where it was trained with")
    private String vision;

    @Option(
            names = "--language",
            description =
                    "where the language model is, if no longer where it was trained with; of a model that compares"
                            + " images with texts, the text encoder or the tokenizer")
    private String language;

    @Option(
            names = "--prompt",
            paramLabel = "FORMAT",
            description = "how to ask, if not as it was trained: a published format, such as frozen, or a template with"
                    + " {image} and {question}")
    private String prompt;

    @Needs("--prompt")
    @Option(
            names = "--answer",
            paramLabel = "TEMPLATE",
            defaultValue = " {answer}",
            description = "how answers are written where --prompt is a template (default: '${DEFAULT-VALUE}')")
    private String answer;

    @Within(Range.ITEMS)
    @Option(
            names = "--max-visual-tokens",
            paramLabel = "N",
            description =
                    "how many visual tokens an image takes at most, where it is cut into tiles: it is cut into fewer")
    private Integer maxVisualTokens;

    @Mixin
    private RuntimeOptions runtime;

    /** The model's folder. */
    Path folder() {
        return folder;
    }

    /** What the model can be asked for. */
    ModelDescription.Purpose purpose() {
        return TwoTowerFolder.isOne(folder)
                ? ModelDescription.Purpose.COMPARING
                : ModelDescription.load(folder).purpose();
    }

    private Places places() {
        return new Places(
                Optional.ofNullable(vision).map(this::located),
                Optional.ofNullable(language).map(this::located));
    }

    private BackbonePlace located(String name) {
        return BackboneName.parse(name).locate(spec.commandLine().getErr()::println);
    }

    /** Opens a model of any kind. */
    SeeingModel open() {
        return TwoTowerFolder.isOne(folder) ? openComparing() : TrainedModel.open(folder, places(), runtime.session());
    }

    /** Opens a model that answers questions. */
    VisionLanguageModel openAnswering() {
        return openAnswering(folder);
    }

    /** Opens the model of another folder in the same way. */
    VisionLanguageModel openAnswering(Path model) {
        VisionLanguageDescription described = VisionLanguageDescription.load(model);
        VisionLanguageDescription cut = maxVisualTokens == null
                ? described
                : described.withLayout(described.layout().limited(maxVisualTokens));
        VisionLanguageDescription asked = prompt == null ? cut : cut.withPrompt(promptFormat());
        Places places = places();
        VisionLanguageDescription seeing =
                places.vision().map(asked::withVision).orElse(asked);
        return VisionLanguageModel.load(
                model, places.text().map(seeing::withText).orElse(seeing), runtime.session());
    }

    /** What a model's answers depend on besides the questions: itself, its processor, tokenizers and prompt, how it computes. */
    String made(VisionLanguageModel opened) {
        return String.join(
                "\n",
                opened.description().toJson(),
                opened.processor().fingerprint(),
                opened.tokenizer().fingerprint(),
                opened.questionFingerprint(),
                FileHash.sha256(folder.resolve(ModelFolder.WEIGHTS)),
                runtime.session().arithmetic());
    }

    private PromptFormat promptFormat() {
        if (prompt.contains("{")) {
            return new PromptTemplate(prompt, answer);
        }
        OptionRules.refuse(
                spec, List.of("--answer"), "with --prompt " + prompt + ", a format that writes answers in its own way");
        return PromptFormat.named(prompt);
    }

    /** Opens a model that compares images with texts. */
    ComparingModel openComparing() {
        return ComparingModel.open(folder, places(), runtime.session());
    }
}
