package dev.graft.models.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Text and images in the order in which they are read; any number of images, anywhere.
 *
 * @param <I> what stands for an image
 */
public record Prompt<I>(List<Piece<I>> pieces) {
    public Prompt {
        pieces = List.copyOf(pieces);
    }

    /** Text alone. */
    public static <I> Prompt<I> of(String text) {
        return new Writer<I>().text(text).done();
    }

    /** An image and text behind it. */
    public static <I> Prompt<I> of(I image, String text) {
        return new Writer<I>().image(image).text(text).done();
    }

    /** The images in their order. */
    public List<I> images() {
        List<I> images = new ArrayList<>();
        for (Piece<I> piece : pieces) {
            if (piece instanceof Piece.Image<I> place) {
                images.add(place.image());
            }
        }
        return images;
    }

    /** How many images stand in front of the first words. */
    public int imagesInFront() {
        int count = 0;
        while (count < pieces.size() && pieces.get(count) instanceof Piece.Image<I>) {
            count++;
        }
        return count;
    }

    /** Whether there are several images, and not all of them in front of the words: where each stands then has a meaning. */
    public boolean isInterleaved() {
        int images = images().size();
        return images > 1 && imagesInFront() < images;
    }

    /** All text without the images; pieces of text that an image keeps apart have a space between them. */
    public String words() {
        List<String> texts = new ArrayList<>();
        for (Piece<I> piece : pieces) {
            if (piece instanceof Piece.Text<I> text) {
                texts.add(text.text());
            }
        }
        return texts.size() == 1
                ? texts.get(0)
                : texts.stream()
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" "));
    }

    /** The same prompt with something else in place of each image. */
    public <J> Prompt<J> map(Function<? super I, ? extends J> change) {
        List<Piece<J>> changed = new ArrayList<>();
        pieces.forEach(piece -> changed.add(piece.map(change)));
        return new Prompt<>(changed);
    }

    /** The text to read, with {@code {image}}, {@code {begin}} and {@code {end}} for what is no text. */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        Piece.Visitor<I> writer = new Piece.Visitor<>() {
            @Override
            public void text(Piece.Text<I> text) {
                shown.append(text.text());
            }

            @Override
            public void image(Piece.Image<I> image) {
                shown.append("{image}");
            }

            @Override
            public void beginning(Piece.Beginning<I> beginning) {
                shown.append("{begin}");
            }

            @Override
            public void beginToken(Piece.BeginToken<I> token) {
                shown.append("{begin}");
            }

            @Override
            public void end(Piece.End<I> end) {
                shown.append("{end}");
            }

            @Override
            public void apart(Piece.Apart<I> apart) {
                // the texts stand one behind the other
            }
        };
        pieces.forEach(piece -> piece.accept(writer));
        return shown.toString();
    }

    /** Writes a prompt piece by piece. */
    public static final class Writer<I> {
        private final List<Piece<I>> pieces = new ArrayList<>();

        /** Text; what is written in one go or in several is one piece. */
        public Writer<I> text(String text) {
            return text(text, false);
        }

        /** Text on which the loss falls. */
        public Writer<I> learnt(String text) {
            return text(text, true);
        }

        private Writer<I> text(String text, boolean learnt) {
            int last = pieces.size() - 1;
            if (last >= 0 && pieces.get(last) instanceof Piece.Text<I> before && before.learnt() == learnt) {
                pieces.set(last, new Piece.Text<>(before.text() + text, learnt));
            } else if (!text.isEmpty()) {
                pieces.add(new Piece.Text<>(text, learnt));
            }
            return this;
        }

        public Writer<I> image(I image) {
            pieces.add(new Piece.Image<>(image));
            return this;
        }

        public Writer<I> images(List<I> images) {
            images.forEach(this::image);
            return this;
        }

        public Writer<I> beginning(boolean learnt) {
            pieces.add(new Piece.Beginning<>(learnt));
            return this;
        }

        public Writer<I> beginToken() {
            pieces.add(new Piece.BeginToken<>());
            return this;
        }

        /** Parts what stands before from the text that follows. */
        public Writer<I> apart() {
            pieces.add(new Piece.Apart<>());
            return this;
        }

        public Writer<I> end() {
            pieces.add(new Piece.End<>());
            return this;
        }

        /** A piece of another prompt, as it is; text goes on in the text before it. */
        public Writer<I> append(Piece<I> piece) {
            return piece instanceof Piece.Text<I> text ? text(text.text(), text.learnt()) : add(piece);
        }

        /** Pieces of another prompt, as they are. */
        public Writer<I> add(Piece<I> piece) {
            pieces.add(piece);
            return this;
        }

        /** Whether nothing has been written yet. */
        public boolean isEmpty() {
            return pieces.isEmpty();
        }

        public Prompt<I> done() {
            return new Prompt<>(pieces);
        }
    }
}
