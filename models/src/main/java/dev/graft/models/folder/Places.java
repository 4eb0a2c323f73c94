package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the backbones of a model lie, if not where its folder says.
 *
 * @param vision the vision encoder's
 * @param text that of what reads texts: the language model, a text encoder, or a tokenizer
 */
public record Places(Optional<BackbonePlace> vision, Optional<BackbonePlace> text) {
    /** Where the folder says. */
    public static final Places AS_DESCRIBED = new Places(Optional.empty(), Optional.empty());

    /**
     * The same places but for the vision encoder's.
     *
     * @param place a folder, or an ONNX file in one
     */
    public Places withVision(Path place) {
        return new Places(Optional.of(BackbonePlace.of(place)), text);
    }

    /**
     * The same places but for that of what reads texts.
     *
     * @param place a folder, or an ONNX file in one
     */
    public Places withText(Path place) {
        return new Places(vision, Optional.of(BackbonePlace.of(place)));
    }

    /** The description of the model with its backbones in these places. */
    public ModelDescription in(ModelDescription description) {
        ModelDescription placed =
                vision.map(Places::absolute).map(description::withVision).orElse(description);
        return text.map(Places::absolute).map(placed::withText).orElse(placed);
    }

    private static BackbonePlace absolute(BackbonePlace place) {
        return place.in(place.folder().toAbsolutePath());
    }
}
