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

    /** Visual tokens one after the other. */
    record Run(TokenSources sources) implements VisualPart {
        public Run {
            Objects.requireNonNull(sources, "sources");
        }

        /** How many visual tokens these are. */
        public int tokens() {
            return sources.tokens();
        }
    }
}
