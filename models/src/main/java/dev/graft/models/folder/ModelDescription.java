package dev.graft.models.folder;

import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Trainable;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.inspect.BackboneFiles;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code config.json} of a model folder says: the adapter, the frozen backbones that it was trained between, and what it
 * is for. There is a record for each kind of model.
 */
public sealed interface ModelDescription
        permits VisionLanguageDescription, ImageTextDescription, DualEncoderDescription {
    /** What a model can be asked for. */
    enum Purpose {
        /** It answers questions about images, as a vision-language model. */
        ANSWERING,
        /** It tells how alike images and texts are, and answers nothing. */
        COMPARING
    }

    /** Something that is done differently with each kind of description. */
    interface Visitor<T> {
        /** With that of a model that answers questions. */
        T visit(VisionLanguageDescription description);

        /** With that of a Q-Former that was trained to compare images with texts and to match them. */
        T visit(ImageTextDescription description);

        /** With that of an adapter between a vision encoder and a text encoder. */
        T visit(DualEncoderDescription description);
    }

    /** What the vision encoder is called in {@link #backbones} and in messages. */
    String VISION = "vision encoder";

    /**
     * Reads the description of a model folder, whatever its kind.
     *
     * @throws ModelFileException if there is none that can be read
     */
    static ModelDescription load(Path folder) {
        return DescriptionJson.load(folder);
    }

    /** Does what suits the kind of model. */
    <T> T accept(Visitor<T> visitor);

    /** What the model can be asked for. */
    Purpose purpose();

    /** The kind, sizes and other settings of the adapter. */
    AdapterSpec adapter();

    /** Which features the vision encoder gives, see {@link VisionFeatures#parse}. */
    String features();

    /** Feature vectors of an image. */
    int featureTokens();

    /** The frozen encoder of images. */
    BackboneReference vision();

    /** The frozen part that reads texts: the language model, a text encoder, or the tokenizer where nothing else is needed. */
    BackboneReference text();

    /** What {@link #text} is, such as "language model". */
    String textPart();

    /** The SHA-256 of the files of what reads texts that lie in a place. */
    String textSha256(BackbonePlace place);

    /** What else the description says, by the names that {@code graft inspect} shows. */
    Map<String, Object> settings();

    /** The network whose weights lie in the folder: the adapter, or it with what compares; without weights. */
    Trainable network();

    /** The same model with its vision encoder in another place. */
    ModelDescription withVision(BackbonePlace place);

    /** The same model with what reads texts in another place. */
    ModelDescription withText(BackbonePlace place);

    /** The text of {@code config.json}. */
    String toJson();

    /** What a folder of this kind holds and what can be done with it, as the end of a sentence about the folder. */
    String advice(Path folder);

    /** The frozen parts by what they are, the vision encoder first. */
    default Map<String, BackboneReference> backbones() {
        Map<String, BackboneReference> backbones = new LinkedHashMap<>();
        backbones.put(VISION, vision());
        backbones.put(textPart(), text());
        return backbones;
    }

    /** The vectors that the adapter makes of an image. */
    int visualTokens();

    /** What prepares images as this model reads them: a processor, or one that cuts them into fewer tiles. */
    default ImageProcessor fitting(ImageProcessor processor) {
        return processor;
    }

    /** Whether the vision network is the adapter's own, so that no encoder is needed but what prepares pictures. */
    default boolean seesPixels() {
        return VisionFeatures.parse(features()).source() == VisionFeatures.Source.PIXELS;
    }

    /** The SHA-256 of the files of a vision encoder that lie in a place, as far as the model needs them. */
    default String visionSha256(BackbonePlace place) {
        return seesPixels()
                ? ImageProcessor.load(place.folder()).sha256()
                : BackboneFiles.of(place).sha256();
    }
}
