package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What can be done with the values of a template, as Python does it. */
public final class Values {
    private static final int SHOWN_CHARACTERS = 100;

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

    /** What it costs to look at a value: its characters or items. */
    static long weight(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof Collection<?> list ? list.size() : value instanceof Map<?, ?> map ? map.size() : 0;
    }

    /** As text, Python's {@code str}. */
    public static String text(Object value, Budget budget) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Undefined ? "" : Representation.of(value, budget);
    }

    /** For messages. */
    static String shown(Object value) {
        if (value instanceof Undefined undefined) {
            return "the undefined '" + undefined.name() + "'";
        }
        if (value instanceof Callable || value instanceof Namespace || value instanceof Generator) {
            return "a function, namespace or generator";
        }
        try {
            return Representation.of(value, new Budget(SHOWN_CHARACTERS));
        } catch (InvalidInputException e) {
            return value instanceof String text
                    ? Representation.quoted(text.substring(0, Math.min(text.length(), SHOWN_CHARACTERS / 2))) + "..."
                    : "a long " + (value instanceof Map<?, ?> ? "dictionary" : "list");
        }
    }

    /** Python's {@code ==}: numbers of any kind, lists with lists, tuples with tuples. */
    public static boolean equal(Object left, Object right, Budget budget) {
        budget.spend(1);
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        if (isNumber(left) && isNumber(right)) {
            return Numbers.equal(Arithmetic.number(left), Arithmetic.number(right));
        }
        if (left instanceof List<?> first && right instanceof List<?> second) {
            return left == right || sameKind(left, right) && equalItems(first, second, budget);
        }
        if (left instanceof Map<?, ?> first && right instanceof Map<?, ?> second) {
            return left == right
                    || first.size() == second.size()
                            && first.entrySet().stream()
                                    .allMatch(entry -> second.containsKey(entry.getKey())
                                            && equal(entry.getValue(), second.get(entry.getKey()), budget));
        }
        budget.spendOn(left);
        return Objects.equals(left, right);
    }

    private static boolean sameKind(Object left, Object right) {
        Sequence.Kind first = left instanceof Sequence sequence ? sequence.kind() : null;
        Sequence.Kind second = right instanceof Sequence sequence ? sequence.kind() : null;
        if (first == second && first != null && first != Sequence.Kind.TUPLE && first != Sequence.Kind.RANGE) {
            throw new InvalidInputException("parts of dictionaries are not compared; make them lists by '|list'");
        }
        return first == second;
    }

    private static boolean equalItems(List<?> left, List<?> right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i), budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** Python's {@code left in right}. */
    public static boolean contains(Object right, Object left, Budget budget) {
        budget.spendOn(right, left);
        if (right instanceof String text) {
            if (!(left instanceof String part)) {
                throw new InvalidInputException("a text is looked for in a text, found " + shown(left));
            }
            return text.contains(part);
        }
        if (right instanceof Map<?, ?> map) {
            return map.containsKey(key(left));
        }
        if (right instanceof Generator generator) {
            for (Iterator<Object> items = generator.left(); items.hasNext(); ) {
                if (equal(items.next(), left, budget)) {
                    return true;
                }
            }
            return false;
        }
        for (Object item : items(right, budget)) {
            if (equal(item, left, budget)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A value as the key of a dictionary: a text, a number or none.
     *
     * @throws InvalidInputException if it is a list or another that has no fixed value
     */
    static Object key(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return number.longValue();
        }
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new InvalidInputException("a key is a text or a number, found " + shown(value));
        }
        return value;
    }

    /** The items of a list, the keys of a dictionary, the characters of a text; none of what is undefined. Not to be changed. */
    @SuppressWarnings("unchecked") // a template's lists hold any objects
    public static List<Object> items(Object value, Budget budget) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        budget.spendOn(value);
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof String text) {
            return text.codePoints().<Object>mapToObj(Character::toString).toList();
        }
        if (value instanceof Generator generator) {
            return generator.drain(budget);
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new InvalidInputException("a list is expected, found " + shown(value));
    }

    /** How many items, keys or characters. */
    public static long size(Object value, Budget budget) {
        if (value instanceof Generator) {
            throw new InvalidInputException("what a filter gives has no length; make it a list by '|list'");
        }
        budget.spendOn(value);
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        return value instanceof Map<?, ?> map
                ? map.size()
                : items(value, budget).size();
    }
}
