package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes of Python's texts, such as {@code \n}. */
final class Escapes {
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", Pattern.DOTALL);

    private Escapes() {}

    static String resolve(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found.group(), found)));
    }

    private static String character(String whole, java.util.regex.MatchResult found) {
        for (int group = 1; group <= 3; group++) {
            if (found.group(group) != null) {
                return Character.toString(Integer.parseInt(found.group(group), 16));
            }
        }
        return switch (found.group(4)) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case "b" -> "\b";
            case "f" -> "\f";
            case "\n" -> "";
            case "'", "\"", "\\" -> found.group(4);
            case "0", "1", "2", "3", "4", "5", "6", "7", "N", "u", "U", "x", "a", "v" ->
                throw new InvalidInputException("the escape '" + whole + "' is not understood");
            default -> whole; // Python keeps a backslash that begins no escape
        };
    }
}
