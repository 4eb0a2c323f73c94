package dev.graft.models.prompt;

import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a language model reads a prompt, apart from what is written in it.
 *
 * @param continuous whether text behind an image goes on from the text before it, as where transformers tokenises a whole
 *     prompt with the image token in it; else each piece of text is tokenised by itself. It makes a difference to tokenizers
 *     that mark the beginning of a text
 * @param imageToken the tokenizer's token for an image, which may strip spaces beside it; empty for one that does not
 * @param directions in which the tokens of a prompt attend to each other
 */
public record PromptReading(boolean continuous, String imageToken, Directions directions) {
    /** As transformers reads prompts of most systems. */
    public static final PromptReading DEFAULT = new PromptReading(true, "", Directions.BACK);

    public PromptReading {
        Objects.requireNonNull(imageToken, "imageToken");
        Objects.requireNonNull(directions, "directions");
    }

    /** @param bidirectional whether all tokens of a prompt attend to each other, as PaliGemma's do, or each to those before it */
    public PromptReading(boolean continuous, String imageToken, boolean bidirectional) {
        this(continuous, imageToken, bidirectional ? Directions.PROMPT : Directions.BACK);
    }

    /**
     * A language model that attends as is told.
     *
     * @throws dev.graft.tensors.ModelFileException if its graph has no masks that can be changed
     */
    public LanguageModel attending(LanguageModel model) {
        return model.attending(directions);
    }

    /** The same without an image token that the tokenizer of a folder lacks: one that strips no spaces is put in, as in transformers. */
    public PromptReading knownIn(Path language) {
        if (imageToken.isEmpty()) {
            return this;
        }
        try (Tokenizer tokenizer = Tokenizer.load(language)) {
            boolean known = tokenizer.addedTokenId(imageToken).isPresent();
            return known ? this : new PromptReading(continuous, "", directions);
        }
    }
}
