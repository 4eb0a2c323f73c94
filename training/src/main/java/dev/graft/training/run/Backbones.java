package dev.graft.training.run;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.SeparatedAdapter;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.models.AdapterRunner;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.folder.VisionPart;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.features.Features;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.PromptReadings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The frozen parts of a run, shared by everything in it. What writes answers is opened when the first are asked for, since
 * a training needs it late or never.
 */
public final class Backbones implements AutoCloseable {
    private final TrainingSettings settings;
    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final LanguageModel language;
    private final PromptReadings readings;
    private final Tokenizer tokenizer;
    private final BackboneReference visionReference;
    private final BackboneReference languageReference;
    private Generator generator;
    private boolean closed;

    /** Null until it is asked for. */
    private Optional<InstructionText> instruction;

    private Backbones(TrainingSettings settings, VisionEncoder vision, LanguageModel language, Tokenizer tokenizer) {
        this.settings = settings;
        this.vision = vision;
        this.processor = fitting(settings, vision, language, processor(settings));
        vision.requireImagesOf(processor);
        this.language = language;
        this.readings = new PromptReadings(language);
        this.tokenizer = tokenizer;
        this.visionReference = BackboneReference.of(settings.paths().vision(), vision);
        this.languageReference = BackboneReference.of(settings.paths().language(), language);
    }

    private static ImageProcessor processor(TrainingSettings settings) {
        Path folder = settings.paths().processor();
        ImageProcessor processor = ImageProcessor.load(folder);
        if (processor.tiles() && !Objective.of(settings).takesAnyImages()) {
            throw new ModelFileException(
                    folder,
                    "its processor cuts pictures into tiles, and the objective '"
                            + settings.objective().kind() + "' takes whole ones; name another"
                            + " image_processor_type in preprocessor_config.json, such as ViTImageProcessor");
        }
        return processor;
    }

    /** That of as few tiles as the budget of visual tokens asks for. */
    private static ImageProcessor fitting(
            TrainingSettings settings, VisionEncoder vision, LanguageModel language, ImageProcessor processor) {
        return settings.backbones().visualLayout().fitting(processor, () -> {
            int vectors = VisionPart.featureTokens(vision);
            Adapter adapter = settings.adapter().spec().create(vision.width(), vectors, language.width());
            return adapter.visualTokens(vectors);
        });
    }

    /** Opens the backbones of a training. */
    public static Backbones open(TrainingSettings settings) {
        try (OpenParts open = new OpenParts()) {
            VisionFeatures features = VisionFeatures.parse(settings.backbones().features());
            VisionEncoder vision = open.add(VisionEncoder.open(
                    settings.paths().vision(), features, settings.runtime().session()));
            LanguageModel language = settings.prompt()
                    .reading()
                    .attending(LanguageModel.load(settings.paths().language()));
            Tokenizer tokenizer =
                    open.add(Tokenizer.load(settings.paths().language().folder()));
            return open.handOver(new Backbones(settings, vision, language, tokenizer));
        }
    }

    public VisionEncoder vision() {
        return vision;
    }

    public ImageProcessor processor() {
        return processor;
    }

    public LanguageModel language() {
        return language;
    }

    /** How the language model reads prompts. */
    public PromptReadings readings() {
        return readings;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public BackboneReference visionReference() {
        return visionReference;
    }

    public BackboneReference languageReference() {
        return languageReference;
    }

    /** Which files were taken, a line for each backbone of which there are several. */
    public List<String> choices() {
        return Stream.of(
                        OnnxFiles.choice("vision encoder", vision.files()),
                        OnnxFiles.choice("language model", language.files()))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The adapter to train between them.
     *
     * @throws dev.graft.tensors.InvalidInputException if it cannot be made, or there is no memory to train it
     */
    public Adapter adapter(Features features) {
        return adapter(features, language.width());
    }

    /**
     * As above, of which no language model reads the visual tokens.
     *
     * @param tokenWidth of the visual tokens
     */
    public Adapter adapter(Features features, int tokenWidth) {
        Adapter tiles = settings.adapter().spec().create(features.width(), features.tokens(), tokenWidth);
        Adapter adapter =
                settings.backbones().visualLayout().separators() == 0 ? tiles : new SeparatedAdapter(tiles, tokenWidth);
        adapter.requireVectors(features.tokens());
        ObjectiveChecks.requireMemory(settings, adapter);
        ObjectiveChecks.requireMemory(settings, "features", features.tokens(), features.width());
        ObjectiveChecks.requireMemory(settings, "visual tokens", adapter.visualTokens(features.tokens()), tokenWidth);
        return adapter;
    }

    /** The folder of the tokenizer by which an adapter reads the questions. */
    public Path instructionFolder() {
        return settings.paths()
                .tokenizer()
                .orElseGet(() -> settings.paths().language().folder());
    }

    /** What writes the questions for an adapter that reads them, newly opened; empty for others. */
    public Optional<InstructionText> instruction(Adapter adapter) {
        return adapter.readsText() ? Optional.of(InstructionText.open(instructionFolder(), adapter)) : Optional.empty();
    }

    /** The same, open as long as these. */
    synchronized Optional<InstructionText> lastingInstruction(Adapter adapter) {
        if (instruction == null) {
            instruction = instruction(adapter);
        }
        return instruction;
    }

    /** What {@code config.json} of the trained model says. */
    public VisionLanguageDescription description(Features features) {
        return new VisionLanguageDescription(
                settings.adapter().spec(),
                settings.prompt().promptFormat(),
                settings.prompt().reading(),
                settings.prompt().generationSettings(),
                settings.backbones().features(),
                features.tokens(),
                adapter(features).readsText() ? InstructionText.sha256(instructionFolder()) : "",
                settings.backbones().visualLayout(),
                visionReference,
                languageReference);
    }

    /** The model with an adapter in between. It shares these parts and is not to be closed, only the adapter is. */
    public VisionLanguageModel with(AdapterRunner adapter, Features features) {
        VisionPart seeing = new VisionPart(vision, processor);
        return new VisionLanguageModel(description(features), seeing, adapter, generator(), tokenizer);
    }

    private synchronized Generator generator() {
        if (closed) {
            throw new IllegalStateException("the backbones are closed");
        }
        if (generator == null) {
            generator = Generator.open(language, settings.runtime().session());
        }
        return generator;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try (OpenParts parts = new OpenParts()) {
            parts.add(vision);
            parts.add(tokenizer);
            if (instruction != null) {
                instruction.ifPresent(parts::add);
            }
            if (generator != null) {
                parts.add(generator);
            }
        }
    }
}
