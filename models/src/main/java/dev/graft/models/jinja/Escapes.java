package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes of Python's texts, such as {@code \n}. */
final class Escapes {
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", Pattern.DOTALL);

    private Escapes() {}

    static String resolve(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found.group(), found)));
    }

    private static String character(String whole, java.util.regex.MatchResult found) {
        for (int group = 1; group <= 3; group++) {
            if (found.group(group) != null) {
                return character(whole, Long.parseLong(found.group(group), 16));
            }
        }
        if (found.group(4) != null) {
            return character(whole, Long.parseLong(found.group(4), 8));
        }
        return switch (found.group(5)) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case "b" -> "\b";
            case "f" -> "\f";
            case "a" -> "\007";
            case "v" -> "\013";
            case "\n" -> "";
            case "'", "\"", "\\" -> found.group(5);
            case "N", "u", "U", "x" -> throw new InvalidInputException("the escape '" + whole + "' is not understood");
            default -> whole; // Python keeps a backslash that begins no escape
        };
    }

    private static String character(String whole, long point) {
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        if (half || point > Character.MAX_CODE_POINT) {
            throw new InvalidInputException("the escape '" + whole + "' is no character");
        }
        return Character.toString((int) point);
    }
}
