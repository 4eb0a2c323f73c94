package dev.graft.backbones.generation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The words at which texts end, as soon as a token completes one of them, with or without something behind it.
 *
 * @param words of which each ends a text
 * @param decoder the text of tokens
 */
public record StopStrings(List<String> words, Function<long[], String> decoder) implements TextEnd {
    public StopStrings {
        words = List.copyOf(words);
    }

    /** Words that were there before the last token have not ended the text then, and do not now. */
    @Override
    public boolean isReached(long[] written) {
        if (written.length == 0) {
            return false;
        }
        String text = decoder.apply(written);
        int before = decoder.apply(Arrays.copyOf(written, written.length - 1)).length();
        return words.stream().anyMatch(word -> text.indexOf(word, Math.max(0, before - word.length() + 1)) >= 0);
    }

    /** A text up to the first of the words. */
    public String cut(String text) {
        int end = text.length();
        for (String word : words) {
            int at = text.indexOf(word);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return text.substring(0, end);
    }
}
