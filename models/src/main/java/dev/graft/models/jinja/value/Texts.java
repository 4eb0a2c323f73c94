package dev.graft.models.jinja.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What filters and methods do with texts, as Python does it. */
final class Texts {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private Texts() {}

    /** Without the given characters, or white space, at its ends. */
    static String strip(String text, Arguments given, boolean left, boolean right) {
        Object chars = given.get(0, "chars", null);
        int[] points = text.codePoints().toArray();
        int start = 0;
        int end = points.length;
        while (left && start < end && strips(chars, points[start])) {
            start++;
        }
        while (right && end > start && strips(chars, points[end - 1])) {
            end--;
        }
        return new String(points, start, end - start);
    }

    private static boolean strips(Object chars, int point) {
        return chars == null
                ? Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85
                : Values.text(chars).indexOf(point) >= 0;
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static String capitalize(String text) {
        int first = text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
        return upper(text.substring(0, first)) + lower(text.substring(first));
    }

    static String title(String text) {
        return WORD.matcher(text).replaceAll(word -> capitalize(word.group()));
    }

    static String join(List<Object> items, String between) {
        return items.stream().map(Values::text).collect(Collectors.joining(between));
    }

    /** Every occurrence, or the first {@code count}. */
    static String replace(String text, Arguments given) {
        String old = given.text(0, "old");
        String replacement = given.text(1, "new");
        long count = Arithmetic.integer(given.get(2, "count", -1L));
        if (count < 0) {
            return text.replace(old, replacement);
        }
        String result = text;
        int from = 0;
        for (long i = 0; i < count && result.indexOf(old, from) >= 0; i++) {
            int place = result.indexOf(old, from);
            result = result.substring(0, place) + replacement + result.substring(place + old.length());
            from = place + replacement.length() + (old.isEmpty() ? 1 : 0);
        }
        return result;
    }

    /** At a separator, or at white space without empty parts. */
    static List<Object> split(String text, Arguments given) {
        Object separator = given.get(0, "sep", null);
        int most = Arithmetic.integer(given.get(1, "maxsplit", -1L));
        String whole = separator == null ? text.stripLeading() : text;
        Pattern at = Pattern.compile(separator == null ? "\\s+" : Pattern.quote(Values.text(separator)));
        List<Object> parts = new ArrayList<>(List.of(at.split(whole, most < 0 ? -1 : most + 1)));
        if (separator == null && !parts.isEmpty() && parts.get(parts.size() - 1).equals("")) {
            parts.remove(parts.size() - 1);
        }
        return parts;
    }
}
