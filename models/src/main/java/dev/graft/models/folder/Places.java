package dev.graft.models.folder;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the backbones of a model lie, if not where its folder says.
 *
 * @param vision the folder of the vision encoder
 * @param text the folder of what reads texts: the language model, a text encoder, or a tokenizer
 */
public record Places(Optional<Path> vision, Optional<Path> text) {
    /** Where the folder says. */
    public static final Places AS_DESCRIBED = new Places(Optional.empty(), Optional.empty());

    /** The same places but for the vision encoder's. */
    public Places withVision(Path folder) {
        return new Places(Optional.of(folder), text);
    }

    /** The same places but for that of what reads texts. */
    public Places withText(Path folder) {
        return new Places(vision, Optional.of(folder));
    }

    /** The description of the model with its backbones in these places. */
    public ModelDescription in(ModelDescription description) {
        ModelDescription placed =
                vision.map(Path::toAbsolutePath).map(description::withVision).orElse(description);
        return text.map(Path::toAbsolutePath).map(placed::withText).orElse(placed);
    }
}
