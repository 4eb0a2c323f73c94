package dev.graft.models.prompt;

import java.util.Objects;

/**
 * A piece of a {@link Prompt}.
 *
 * @param <I> what stands for an image: its file, its pixels, its visual tokens
 */
public sealed interface Piece<I> {
    /**
     * Text, which becomes tokens by itself: no token reaches from one piece into the next.
     *
     * @param learnt whether the loss falls on it too, although it is no part of the answer
     */
    record Text<I>(String text, boolean learnt) implements Piece<I> {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /** The place of an image's visual tokens. */
    record Image<I>(I image) implements Piece<I> {
        public Image {
            Objects.requireNonNull(image, "image");
        }
    }

    /**
     * What the tokenizer puts in front of every text, such as {@code <s>}. A prompt without this piece begins with it.
     *
     * @param learnt whether the loss falls on it
     */
    record Beginning<I>(boolean learnt) implements Piece<I> {}

    /** The language model's end token, after an earlier answer. */
    record End<I>() implements Piece<I> {}
}
