package dev.graft.backbones.language;

/**
 * In which directions the tokens of a prompt attend to each other. Those of an answer attend to what is before them in any case.
 *
 * <p>The names are those of the setting {@code prompt.bidirectional}.
 */
public enum Directions {
    /** Each token to those before it, as in most decoders. */
    BACK("false"),
    /** All tokens of a prompt to each other: a prefix language model (Raffel et al. 2020, arXiv:1910.10683), as PaliGemma. */
    PROMPT("true"),
    /** The visual tokens of an image to each other, and text to what is before it, as in Gemma 3 (arXiv:2503.19786). */
    IMAGES("images");

    private final String name;

    Directions(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
