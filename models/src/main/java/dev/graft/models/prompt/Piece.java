package dev.graft.models.prompt;

import java.util.Objects;
import java.util.function.Function;

/**
 * A piece of a {@link Prompt}.
 *
 * @param <I> what stands for an image: its file, its pixels, its visual tokens
 */
public sealed interface Piece<I> {
    /** Something that is done differently with each kind of piece. */
    interface Visitor<I> {
        void text(Text<I> text);

        void image(Image<I> image);

        void beginning(Beginning<I> beginning);

        void beginToken(BeginToken<I> token);

        void end(End<I> end);

        void apart(Apart<I> apart);
    }

    /** Does what suits the kind of piece. */
    void accept(Visitor<I> visitor);

    /** The same piece with something else in place of an image. */
    <J> Piece<J> map(Function<? super I, ? extends J> change);

    /**
     * Text, of one whole with the images and texts around it unless {@link Apart} or {@link Beginning} parts them; no token
     * reaches over an image.
     *
     * @param learnt whether the loss falls on it too, although it is no part of the answer
     */
    record Text<I>(String text, boolean learnt) implements Piece<I> {
        public Text {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public void accept(Visitor<I> visitor) {
            visitor.text(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new Text<>(text, learnt);
        }
    }

    /** The place of an image's visual tokens. */
    record Image<I>(I image) implements Piece<I> {
        public Image {
            Objects.requireNonNull(image, "image");
        }

        @Override
        public void accept(Visitor<I> visitor) {
            visitor.image(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new Image<>(change.apply(image));
        }
    }

    /**
     * What the tokenizer puts in front of every text, such as {@code <s>}, and a text of its own behind it. A prompt without
     * this piece begins with it.
     *
     * @param learnt whether the loss falls on it
     */
    record Beginning<I>(boolean learnt) implements Piece<I> {
        @Override
        public void accept(Visitor<I> visitor) {
            visitor.beginning(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new Beginning<>(learnt);
        }
    }

    /** The tokenizer's begin token in the midst of a text, such as PaliGemma's {@code <bos>}. */
    record BeginToken<I>() implements Piece<I> {
        @Override
        public void accept(Visitor<I> visitor) {
            visitor.beginToken(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new BeginToken<>();
        }
    }

    /** The language model's end token, after an earlier answer. */
    record End<I>() implements Piece<I> {
        @Override
        public void accept(Visitor<I> visitor) {
            visitor.end(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new End<>();
        }
    }

    /** What follows is tokenised as a text of its own, not as the continuation of what stands before. */
    record Apart<I>() implements Piece<I> {
        @Override
        public void accept(Visitor<I> visitor) {
            visitor.apart(this);
        }

        @Override
        public <J> Piece<J> map(Function<? super I, ? extends J> change) {
            return new Apart<>();
        }
    }
}
