package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.FileHash;
import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.LanguageModel;
import dev.graft.backbones.Tokenizer;
import dev.graft.backbones.VisionEncoder;
import dev.graft.backbones.VisionFeatures;
import dev.graft.models.AdapterRunner;
import dev.graft.models.BackboneReference;
import dev.graft.models.ModelDescription;
import dev.graft.models.VisionLanguageModel;
import java.util.Optional;

/** The frozen parts of a run, shared by everything in it. */
final class Backbones {
    private final TrainingConfig config;
    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final LanguageModel language;
    private final Tokenizer tokenizer;
    private final BackboneReference visionReference;
    private final BackboneReference languageReference;

    /** Takes parts that the caller closes. */
    Backbones(TrainingConfig config, VisionEncoder vision, LanguageModel language, Tokenizer tokenizer) {
        this.config = config;
        this.vision = vision;
        this.processor = ImageProcessor.load(config.path("vision"));
        this.language = language;
        this.tokenizer = tokenizer;
        this.visionReference =
                new BackboneReference(config.path("vision"), vision.id(), vision.sha256(), vision.width());
        String hash = FileHash.sha256(language.files());
        this.languageReference =
                new BackboneReference(config.path("language"), language.config().id(), hash, language.width());
    }

    VisionEncoder vision() {
        return vision;
    }

    ImageProcessor processor() {
        return processor;
    }

    LanguageModel language() {
        return language;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    BackboneReference visionReference() {
        return visionReference;
    }

    BackboneReference languageReference() {
        return languageReference;
    }

    /** The adapter to train between them. */
    Adapter adapter(Features features) {
        return config.adapter().create(features.width(), features.tokens(), language.width());
    }

    /** How pictures are prepared, for the model folder where the adapter sees them itself. */
    Optional<String> preprocessing() {
        return vision.features().source() == VisionFeatures.Source.PIXELS
                ? Optional.of(ImageProcessor.configuration(config.path("vision")))
                : Optional.empty();
    }

    /** What {@code config.json} of the trained model says. */
    ModelDescription description(Features features) {
        return new ModelDescription(
                        config.adapter(),
                        config.prompt(),
                        config.text("features"),
                        features.tokens(),
                        visionReference,
                        languageReference)
                .complete();
    }

    /** The model with an adapter in between. It shares these parts and is not to be closed, only the adapter is. */
    VisionLanguageModel with(AdapterRunner adapter) {
        return new VisionLanguageModel(vision, processor, adapter, language, tokenizer, config.prompt());
    }
}
