package dev.graft.models.visual;

import java.util.Objects;

/** A piece of what a language model reads in the place of an image. */
public sealed interface VisualPart {
    /** A text between visual tokens, such as {@code <row_1_col_2>}; it becomes tokens together with the text around the image. */
    record Text(String text) implements VisualPart {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A mark before and after visual tokens, such as {@code <fake_token_around_image>}: where two meet there is one, and a word
     * that follows it directly gets a blank before it.
     */
    record Mark(String text) implements VisualPart {
        public Mark {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Visual tokens one after the other.
     *
     * @param columns of the map that they are row by row, where a language model counts rows and columns; 0 for tokens like
     *     those of a text
     */
    record Run(TokenSources sources, int columns) implements VisualPart {
        public Run {
            Objects.requireNonNull(sources, "sources");
            if (columns < 0 || columns > 0 && sources.tokens() % columns != 0) {
                throw new IllegalArgumentException(sources.tokens() + " visual tokens in rows of " + columns);
            }
        }

        /** Tokens like those of a text. */
        public Run(TokenSources sources) {
            this(sources, 0);
        }

        /** How many visual tokens these are. */
        public int tokens() {
            return sources.tokens();
        }
    }
}
