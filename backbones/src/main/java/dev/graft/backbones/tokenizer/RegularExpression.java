package dev.graft.backbones.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions of a tokenizer, of which the native library ends the process when their search takes too many
 * steps on a text that somebody wrote for it.
 */
final class RegularExpression {
    private static final int LENGTH_LIMIT = 10_000;

    private final String text;
    /** For each open group whether something in it is repeated without limit. */
    private final Deque<Boolean> groups = new ArrayDeque<>();

    private int at;

    private RegularExpression(String text) {
        this.text = text;
    }

    /** Refuses an expression in which a repeated group holds a repetition, such as {@code (a+)+}: its steps double with each character. */
    static void check(Part part) {
        String text = part.node().textValue();
        if (text.length() > LENGTH_LIMIT) {
            throw part.error(
                    "a regular expression of at most " + LENGTH_LIMIT + " characters", text.length() + " characters");
        }
        if (new RegularExpression(text).nestsRepetitions()) {
            throw part.error("a regular expression in which no repetition is repeated, as in (a+)+");
        }
    }

    private boolean nestsRepetitions() {
        groups.push(false);
        while (at < text.length()) {
            char found = text.charAt(at++);
            boolean isGroupWithRepetition = false;
            switch (found) {
                case '\\' -> at++;
                case '[' -> skipClass();
                case '(' -> {
                    groups.push(false);
                    continue;
                }
                case ')' -> isGroupWithRepetition = groups.size() > 1 && groups.pop();
                default -> {}
            }
            boolean isRepeated = isUnlimitedQuantifier();
            if (isRepeated && isGroupWithRepetition) {
                return true;
            }
            if (isRepeated || isGroupWithRepetition) {
                groups.pop();
                groups.push(true);
            }
        }
        return false;
    }

    /** Whether {@code *}, <code>+</code> or <code>{n,}</code> follows, and steps over it. A possessive one never goes back. */
    private boolean isUnlimitedQuantifier() {
        if (at >= text.length()) {
            return false;
        }
        int end = at;
        if (text.charAt(at) == '*' || text.charAt(at) == '+') {
            end = at + 1;
        } else if (text.charAt(at) == '{') {
            int close = text.indexOf('}', at);
            if (close > 0 && text.substring(at, close).matches("\\{\\d+,")) {
                end = close + 1;
            }
        }
        if (end == at) {
            return false;
        }
        at = end;
        return at >= text.length() || text.charAt(at) != '+';
    }

    private void skipClass() {
        int depth = 1;
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
        }
        while (at < text.length() && depth > 0) {
            char found = text.charAt(at++);
            if (found == '\\') {
                at++;
            } else if (found == '[') {
                depth++;
            } else if (found == ']') {
                depth--;
            }
        }
    }
}
