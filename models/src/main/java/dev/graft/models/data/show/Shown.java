package dev.graft.models.data.show;

import java.util.stream.Collectors;

/** Texts of a data set as they can be shown: without control characters, which a terminal would obey, and not endless. */
final class Shown {
    /** Far above any real text; a page of a thousand is still opened by a browser. */
    static final int MOST_LETTERS = 4000;

    /** Of choices, answers, turns and images. */
    static final int MOST_PARTS = 20;

    private Shown() {}

    /** A text of several lines. */
    static String text(String text) {
        if (text.length() > MOST_LETTERS) {
            // Not between the halves of one letter.
            int end = Character.isHighSurrogate(text.charAt(MOST_LETTERS - 1)) ? MOST_LETTERS - 1 : MOST_LETTERS;
            return text(text.substring(0, end)) + "... and " + (text.length() - end) + " more letters";
        }
        return text.codePoints().mapToObj(Shown::letter).collect(Collectors.joining());
    }

    /** A text on one line. */
    static String line(String text) {
        return text(text).replace("\n", "\\n");
    }

    private static String letter(int code) {
        boolean shown = code == '\n' || code == '\t' || !isHidden(code);
        return shown ? Character.toString(code) : String.format("\\u%04x", code);
    }

    /** What is not seen, and would change what is: control characters, marks that turn the direction, halves of letters. */
    private static boolean isHidden(int code) {
        boolean turns = code >= 0x202A && code <= 0x202E || code >= 0x2066 && code <= 0x2069;
        boolean isNoLetter = code >= 0xD800 && code <= 0xDFFF || (code & 0xFFFE) == 0xFFFE;
        return Character.isISOControl(code) || turns || isNoLetter;
    }
}
