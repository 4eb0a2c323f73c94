package dev.graft.tensors;

import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Text from elsewhere as a terminal may show it. A terminal obeys control characters, and shows what follows some others from
 * right to left; each is written by its number here, such as {@code \}{@code u001b}.
 */
public final class Printable {
    private Printable() {}

    /** The text in one line, without a control character. */
    public static String of(String text) {
        return escaped(text, Printable::steers);
    }

    /** The text with its line breaks and tabs, and no other control character. */
    public static String lines(String text) {
        return escaped(text, letter -> steers(letter) && letter != '\n' && letter != '\t');
    }

    private static boolean steers(int letter) {
        boolean turns = letter >= 0x202A && letter <= 0x202E || letter >= 0x2066 && letter <= 0x2069;
        return turns || Character.isISOControl(letter);
    }

    private static String escaped(String text, IntPredicate refused) {
        return text.chars().noneMatch(refused)
                ? text
                : text.chars()
                        .mapToObj(c -> refused.test(c) ? String.format("\\u%04x", c) : Character.toString(c))
                        .collect(Collectors.joining());
    }
}
