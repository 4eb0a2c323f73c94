package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as Python writes them in its source, {@code repr}. */
final class Representation {
    private Representation() {}

    static String of(Object value, Budget budget) {
        StringBuilder out = new StringBuilder();
        write(value, out, budget);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out, Budget budget) {
        budget.spendOn(value);
        if (value instanceof String text) {
            out.append(quoted(text));
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            String between = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(between);
                write(entry.getKey(), out, budget);
                out.append(": ");
                write(entry.getValue(), out, budget);
                between = ", ";
            }
            out.append('}');
        } else if (value instanceof Sequence sequence) {
            write(sequence, out, budget);
        } else if (value instanceof List<?> list) {
            items(list, "[", "]", out, budget);
        } else {
            out.append(single(value));
        }
    }

    private static void write(Sequence sequence, StringBuilder out, Budget budget) {
        switch (sequence.kind()) {
            case TUPLE -> items(sequence, "(", sequence.size() == 1 ? ",)" : ")", out, budget);
            case RANGE -> out.append(sequence.name());
            case KEYS, VALUES, PAIRS -> items(sequence, sequence.name() + "([", "])", out, budget);
        }
    }

    private static void items(List<?> items, String open, String close, StringBuilder out, Budget budget) {
        out.append(open);
        String between = "";
        for (Object item : items) {
            out.append(between);
            write(item, out, budget);
            between = ", ";
        }
        out.append(close);
    }

    private static String single(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Double number) {
            return Numbers.written(number);
        }
        if (value instanceof Number number) {
            return number.toString();
        }
        if (value instanceof Undefined) {
            return "Undefined";
        }
        throw new InvalidInputException("a function, namespace or generator is no text");
    }

    /** In quotation marks; what cannot be printed is escaped. */
    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (point == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrinted(point)) {
                        out.appendCodePoint(point);
                    } else {
                        String form = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
                        out.append(String.format(Locale.ROOT, form, point));
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    private static boolean isPrinted(int point) {
        return point == ' '
                || switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }
}
