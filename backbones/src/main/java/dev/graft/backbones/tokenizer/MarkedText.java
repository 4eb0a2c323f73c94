package dev.graft.backbones.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with marks in the places of what is no text, such as an image. {@link Tokenizer#encode(MarkedText)} makes one token of each
 * mark, and what stands behind it is tokenised as the rest of the text, not as a text of its own: as transformers does with a
 * prompt that has the image token in it.
 *
 * @param text with the marks in it
 * @param marks their places, in order
 */
public record MarkedText(String text, List<Encoding.Span> marks) {
    public MarkedText {
        marks = List.copyOf(marks);
    }

    /** Writes a text part by part. */
    public static final class Writer {
        private final StringBuilder text = new StringBuilder();
        private final List<Encoding.Span> marks = new ArrayList<>();

        /** Text, in which nothing is a mark. */
        public Writer text(String part) {
            text.append(MarkToken.removed(part));
            return this;
        }

        /** A mark that strips no spaces beside it. */
        public Writer mark() {
            return mark(MarkToken.CONTENT);
        }

        /**
         * A mark that is an added token of the tokenizer, with spaces beside it stripped or kept as the tokenizer says.
         *
         * @param addedToken its exact text
         */
        public Writer mark(String addedToken) {
            int start = text.length();
            text.append(addedToken);
            marks.add(new Encoding.Span(start, text.length()));
            return this;
        }

        /** How long the text is so far. */
        public int length() {
            return text.length();
        }

        public MarkedText done() {
            return new MarkedText(text.toString(), marks);
        }
    }
}
