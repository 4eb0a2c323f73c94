package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** JSON as Python's {@code json.dumps} writes it, and with the same choices. */
final class Json {
    private static final int MOST_INDENT = 64;

    private final boolean ascii;
    private final String indent;
    private final String comma;
    private final String colon;
    private final boolean sorted;
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private Json(Arguments given) {
        this.ascii = given.isTrue(0, "ensure_ascii");
        this.indent = indent(given.get(1, "indent", null));
        Object separators = given.get(2, "separators", null);
        this.budget = given.budget();
        List<Object> signs =
                separators == null ? List.of(indent == null ? ", " : ",", ": ") : Values.items(separators, budget);
        if (signs.size() != 2 || !(signs.get(0) instanceof String first) || !(signs.get(1) instanceof String second)) {
            throw new InvalidInputException(
                    "'separators' of 'tojson' are two texts, found " + Values.shown(separators));
        }
        this.comma = first;
        this.colon = second;
        this.sorted = given.isTrue(3, "sort_keys");
    }

    static String write(Object value, Arguments given) {
        Json json = new Json(given.only("ensure_ascii", "indent", "separators", "sort_keys"));
        json.value(value, "\n");
        return json.out.toString();
    }

    private static String indent(Object indent) {
        if (indent == null || indent instanceof String) {
            return (String) indent;
        }
        long width = Arithmetic.integer(indent);
        if (width > MOST_INDENT) {
            throw new InvalidInputException(
                    "'indent' of 'tojson' is " + width + ", at most " + MOST_INDENT + " are known");
        }
        return " ".repeat((int) Math.max(0, width));
    }

    private void value(Object value, String line) {
        budget.spendOn(value);
        if (value instanceof Map<?, ?> map) {
            object(map, line);
        } else if (value instanceof List<?> list && Sequence.hasPlaces(value) && !isRange(value)) {
            open('[', list.isEmpty(), line);
            for (int i = 0; i < list.size(); i++) {
                next(i, line);
                value(list.get(i), line + indent);
            }
            close(']', list.isEmpty(), line);
        } else if (value instanceof String text) {
            text(text);
        } else {
            out.append(single(value));
        }
    }

    private static boolean isRange(Object value) {
        return value instanceof Sequence sequence && sequence.kind() == Sequence.Kind.RANGE;
    }

    private void object(Map<?, ?> map, String line) {
        List<Object> keys = new ArrayList<>(map.keySet());
        open('{', map.isEmpty(), line);
        int place = 0;
        for (Object key : sorted ? Arithmetic.sorted(keys, same -> same, false, budget) : keys) {
            next(place, line);
            place++;
            text(key instanceof String text ? text : single(key));
            out.append(colon);
            value(map.get(key), line + indent);
        }
        close('}', map.isEmpty(), line);
    }

    private void open(char bracket, boolean empty, String line) {
        out.append(bracket);
        if (!empty) {
            begin(line + indent);
        }
    }

    private void next(int place, String line) {
        if (place > 0) {
            out.append(comma);
            begin(line + indent);
        }
    }

    private void close(char bracket, boolean empty, String line) {
        if (!empty) {
            begin(line);
        }
        out.append(bracket);
    }

    private void begin(String line) {
        if (indent != null) {
            budget.spend(line.length());
            out.append(line);
        }
    }

    private static String single(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (value == null) {
            return "null";
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        if (value instanceof Number number) {
            return number instanceof Double decimal ? Numbers.written(decimal) : number.toString();
        }
        if (value instanceof Boolean truth) {
            return truth.toString();
        }
        throw new InvalidInputException("a function, namespace, range or generator is no JSON");
    }

    private void text(String text) {
        budget.spendOn(text);
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
