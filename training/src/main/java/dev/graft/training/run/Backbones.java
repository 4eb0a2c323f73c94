package dev.graft.training.run;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.AdapterRunner;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.training.features.Features;
import dev.graft.training.settings.TrainingSettings;

/** The frozen parts of a run, shared by everything in it. */
public final class Backbones {
    private final TrainingSettings settings;
    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final LanguageModel language;
    private final Tokenizer tokenizer;
    private final BackboneReference visionReference;
    private final BackboneReference languageReference;

    /** Takes parts that the caller closes. */
    public Backbones(TrainingSettings settings, VisionEncoder vision, LanguageModel language, Tokenizer tokenizer) {
        this.settings = settings;
        this.vision = vision;
        this.processor = ImageProcessor.load(settings.paths().vision());
        this.language = language;
        this.tokenizer = tokenizer;
        this.visionReference = BackboneReference.of(settings.paths().vision(), vision);
        this.languageReference = BackboneReference.of(settings.paths().language(), language);
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

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public BackboneReference visionReference() {
        return visionReference;
    }

    public BackboneReference languageReference() {
        return languageReference;
    }

    /** The adapter to train between them. */
    public Adapter adapter(Features features) {
        return settings.adapter().spec().create(features.width(), features.tokens(), language.width());
    }

    /** What {@code config.json} of the trained model says. */
    public VisionLanguageDescription description(Features features) {
        return new VisionLanguageDescription(
                settings.adapter().spec(),
                settings.prompt().promptFormat(),
                settings.backbones().features(),
                features.tokens(),
                visionReference,
                languageReference);
    }

    /** The model with an adapter in between. It shares these parts and is not to be closed, only the adapter is. */
    public VisionLanguageModel with(AdapterRunner adapter) {
        return new VisionLanguageModel(
                vision,
                processor,
                adapter,
                language,
                tokenizer,
                settings.prompt().promptFormat());
    }
}
