package dev.graft.backbones.tokenizer;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * Decodes a text that comes token by token, into pieces that can be shown at once.
 *
 * <p>The pieces joined are the text that {@link Tokenizer#decode} gives for all tokens. A character whose bytes come in
 * several tokens is held back until it is whole and what follows settles it, so is a word whose spaces the tokenizer may still take
 * out. For one thread only; it must not be used after its tokenizer is closed.
 */
public final class StreamDecoder {
    private static final char REPLACEMENT = '\uFFFD';

    private final Function<long[], String> decoder;
    private final LongPredicate isByte;
    private final boolean holdsBackWords;
    private long[] ids = new long[64];
    private int count;
    private int shown;

    /**
     * Decodes with the given function.
     *
     * @param isByte tells the tokens that mean something only together with those beside them
     * @param holdsBackWords whether a space before a word may still vanish
     */
    StreamDecoder(Function<long[], String> decoder, LongPredicate isByte, boolean holdsBackWords) {
        this.decoder = decoder;
        this.isByte = isByte;
        this.holdsBackWords = holdsBackWords;
    }

    /** Takes the next token. Returns what of the text is settled now and was not returned before; often nothing. */
    public String append(long id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
        if (isByte.test(id)) {
            return "";
        }
        String text = decoder.apply(Arrays.copyOf(ids, count));
        return show(text, settledLength(text));
    }

    /** Returns the rest of the text. */
    public String finish() {
        String text = decoder.apply(Arrays.copyOf(ids, count));
        return show(text, text.length());
    }

    private String show(String text, int end) {
        if (end <= shown) {
            return "";
        }
        String piece = text.substring(shown, end);
        shown = end;
        return piece;
    }

    private int settledLength(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return holdsBackWords ? Math.max(0, text.lastIndexOf(' ', end - 1)) : end;
    }
}
