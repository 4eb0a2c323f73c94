package dev.graft.models.data.check;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * How long texts are.
 *
 * @param characters of each text, as Unicode counts them: one for each code point
 * @param words of each text, which are what white space separates
 */
public record TextLengths(Lengths characters, Lengths words) {
    public static TextLengths of(List<String> texts) {
        return new TextLengths(
                lengths(texts, text -> text.codePointCount(0, text.length())), lengths(texts, TextLengths::words));
    }

    private static Lengths lengths(List<String> texts, ToIntFunction<String> length) {
        return Lengths.of(texts.stream().mapToInt(length).toArray(), OptionalInt.empty());
    }

    private static int words(String text) {
        String words = text.strip();
        return words.isEmpty() ? 0 : words.split("\\s+").length;
    }
}
