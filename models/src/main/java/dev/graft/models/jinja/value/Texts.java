package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What filters and methods do with texts, as Python does it. */
public final class Texts {
    private static final Pattern LETTERS = Pattern.compile("\\p{L}+");
    /** What Jinja's {@code title} lets a word begin behind. */
    private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);

    private Texts() {}

    /** Python's white space. */
    public static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
    }

    static String strip(String text) {
        return strip(text, null, true, true);
    }

    static String stripped(String text, Arguments given, boolean left, boolean right) {
        Object chars = given.get(0, "chars", null);
        return strip(text, chars == null ? null : given.text(0, "chars"), left, right);
    }

    /** Without the given characters, or white space where they are null, at its ends. */
    public static String strip(String text, String chars, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(chars, text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && strips(chars, text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean strips(String chars, int point) {
        return chars == null ? isSpace(point) : chars.indexOf(point) >= 0;
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Whether it has letters of one case, and none of the other. */
    static boolean isOfCase(String text, boolean upper) {
        boolean others = text.codePoints()
                .anyMatch(point -> Character.isTitleCase(point)
                        || (upper ? Character.isLowerCase(point) : Character.isUpperCase(point)));
        return !others && text.codePoints().anyMatch(upper ? Character::isUpperCase : Character::isLowerCase);
    }

    static String capitalize(String text) {
        int first = text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
        return (first == 0 ? "" : Character.toString(Character.toTitleCase(text.codePointAt(0))))
                + lower(text.substring(first));
    }

    /** Python's: a word is of letters. */
    static String title(String text) {
        return LETTERS.matcher(text).replaceAll(word -> capitalize(word.group()));
    }

    /** Jinja's: a word may have an apostrophe. */
    static String titled(String text) {
        return WORD.matcher(text)
                .replaceAll(word -> java.util.regex.Matcher.quoteReplacement(firstUpper(word.group())));
    }

    private static String firstUpper(String word) {
        int first = Character.charCount(word.codePointAt(0));
        return upper(word.substring(0, first)) + lower(word.substring(first));
    }

    /** By code points, as Python; Java's own order is that of UTF-16. */
    static int compare(String left, String right) {
        int i = 0;
        while (i < left.length() && i < right.length() && left.charAt(i) == right.charAt(i)) {
            i++;
        }
        if (i == left.length() || i == right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        boolean split = i > 0 && Character.isHighSurrogate(left.charAt(i - 1));
        int place = split ? i - 1 : i;
        return Integer.compare(left.codePointAt(place), right.codePointAt(place));
    }

    static String join(List<Object> items, String between, Budget budget) {
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (Object item : items) {
            String text = Values.text(item, budget);
            budget.spend(before.length() + (long) text.length());
            joined.append(before).append(text);
            before = between;
        }
        return joined.toString();
    }

    /** Every occurrence, or the first so many where {@code count} is not negative; an empty text is at each character. */
    static String replace(String text, String old, String replacement, long count, Budget budget) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        long left = count < 0 ? Long.MAX_VALUE : count;
        int place = text.indexOf(old);
        while (left > 0 && place >= 0) {
            budget.spend(1L + replacement.length());
            out.append(text, from, place).append(replacement);
            from = place + old.length();
            left--;
            place = old.isEmpty() ? next(text, place) : text.indexOf(old, from);
        }
        return out.append(text, from, text.length()).toString();
    }

    /** The place of the next character, also that behind the last; -1 behind it. */
    private static int next(String text, int place) {
        return place >= text.length() ? -1 : text.offsetByCodePoints(place, 1);
    }

    static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length())) {
            count++;
        }
        return count;
    }

    /** The place of a part in characters, -1 if it is not there. */
    static long find(String text, String part) {
        int place = text.indexOf(part);
        return place < 0 ? -1 : text.codePointCount(0, place);
    }

    /** At a separator, or at white space without empty parts. */
    static List<Object> split(String text, Arguments given) {
        long most = Arithmetic.integer(given.get(1, "maxsplit", -1L));
        long splits = most < 0 ? Long.MAX_VALUE : most;
        if (given.get(0, "sep", null) == null) {
            return words(text, splits);
        }
        String separator = given.text(0, "sep");
        if (separator.isEmpty()) {
            throw new InvalidInputException("the separator of 'split' is empty");
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int i = text.indexOf(separator); i >= 0 && parts.size() < splits; i = text.indexOf(separator, from)) {
            parts.add(text.substring(from, i));
            from = i + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> words(String text, long splits) {
        List<Object> words = new ArrayList<>();
        String left = strip(text, null, true, false);
        int start = 0;
        while (start < left.length()) {
            int end = words.size() < splits
                    ? wordEnd(left, start)
                    : strip(left, null, false, true).length();
            words.add(left.substring(start, end));
            start = end;
            while (start < left.length() && isSpace(left.charAt(start))) {
                start++;
            }
        }
        return words;
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && !isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
