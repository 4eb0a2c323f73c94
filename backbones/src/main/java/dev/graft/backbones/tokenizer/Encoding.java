package dev.graft.backbones.tokenizer;

import java.util.List;

/**
 * A text as the tokens that a tokenizer makes of it.
 *
 * @param ids one id a token
 * @param tokens the tokens as they stand in the vocabulary
 * @param spans which part of the text each token stands for
 */
public record Encoding(long[] ids, List<String> tokens, List<Span> spans) {
    /**
     * A part of a text, as {@link String#substring(int, int)} takes it: {@code char}s, so that a character beyond the
     * basic plane counts two. A special token that does not stand in the text has the span 0 to 0.
     */
    public record Span(int start, int end) {}

    public Encoding {
        tokens = List.copyOf(tokens);
        spans = List.copyOf(spans);
        if (tokens.size() != ids.length || spans.size() != ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " ids, " + tokens.size() + " tokens and " + spans.size() + " spans");
        }
    }
}
