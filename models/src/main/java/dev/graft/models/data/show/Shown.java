package dev.graft.models.data.show;

import dev.graft.tensors.Printable;

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
        return Printable.lines(text);
    }

    /** A text on one line. */
    static String line(String text) {
        return text(text).replace("\n", "\\n");
    }
}
