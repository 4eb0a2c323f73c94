package dev.graft.models.jinja.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON as Python's {@code json.dumps} writes it without {@code ensure_ascii}: a space after commas and colons. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String write(Object value, Arguments given) {
        Object indent = given.get(0, "indent", null);
        return indent == null
                ? write(value, "", "", ", ")
                : write(value, "\n", " ".repeat(Arithmetic.integer(indent)), ",");
    }

    private static String write(Object value, String line, String indent, String comma) {
        if (value instanceof Map<?, ?> map) {
            return joined(
                    map.entrySet().stream()
                            .map(entry -> scalar(Values.text(entry.getKey())) + ": "
                                    + write(entry.getValue(), line + indent, indent, comma))
                            .toList(),
                    "{}",
                    line,
                    indent,
                    comma);
        }
        if (value instanceof List<?> list) {
            return joined(
                    list.stream()
                            .map(item -> write(item, line + indent, indent, comma))
                            .toList(),
                    "[]",
                    line,
                    indent,
                    comma);
        }
        return scalar(value);
    }

    private static String joined(List<String> items, String brackets, String line, String indent, String comma) {
        return items.isEmpty()
                ? brackets
                : items.stream()
                        .collect(Collectors.joining(
                                comma + line + indent, brackets.charAt(0) + line + indent, line + brackets.charAt(1)));
    }

    private static String scalar(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("a function or namespace is no JSON", e);
        }
    }
}
