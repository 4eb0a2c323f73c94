package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What can be done with the values of a template, as Python does it. */
public final class Values {
    private Values() {}

    public static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value != null && !(value instanceof Undefined);
    }

    /** As text, Python's {@code str}. */
    public static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Undefined ? "" : represent(value);
    }

    /** As Python writes it in its source, {@code repr}. */
    public static String represent(Object value) {
        if (value instanceof String text) {
            char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
            String escaped = text.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\t", "\\t")
                    .replace("\r", "\\r");
            return quote + (quote == '\'' ? escaped.replace("'", "\\'") : escaped) + quote;
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Values::represent).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> represent(entry.getKey()) + ": " + represent(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Undefined undefined) {
            return "the undefined '" + undefined.name() + "'";
        }
        if (value instanceof Callable || value instanceof Namespace) {
            throw new InvalidInputException("a function or namespace is no text");
        }
        return value == null ? "None" : value.toString();
    }

    public static boolean equal(Object left, Object right) {
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        if (isNumber(left) && isNumber(right)) {
            return Arithmetic.number(left).doubleValue()
                    == Arithmetic.number(right).doubleValue();
        }
        return Objects.equals(left, right);
    }

    private static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** Python's {@code left in right}. */
    public static boolean contains(Object right, Object left) {
        if (right instanceof String text) {
            if (!(left instanceof String part)) {
                throw new InvalidInputException("a text is looked for in a text, found " + represent(left));
            }
            return text.contains(part);
        }
        if (right instanceof Map<?, ?> map) {
            return map.containsKey(left);
        }
        return items(right).stream().anyMatch(item -> equal(item, left));
    }

    /** The items of a list, the keys of a dictionary, the characters of a text; none of what is undefined. */
    public static List<Object> items(Object value) {
        if (value instanceof Collection<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof String text) {
            return text.codePoints().<Object>mapToObj(Character::toString).toList();
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new InvalidInputException("a list is expected, found " + represent(value));
    }

    /** How many items, keys or characters. */
    public static long size(Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : items(value).size();
    }
}
