package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters that templates use. */
public final class Filters {
    private static final Map<String, Filter> ALL = all();

    private Filters() {}

    public static Filter named(String name) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new InvalidInputException("the filter '" + name + "' is not known; known are " + ALL.keySet());
        }
        return filter;
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new LinkedHashMap<>(ofTexts());
        filters.putAll(Selections.FILTERS);
        filters.put("tojson", (value, given) -> Json.write(value, given.atMost(1, "indent", "ensure_ascii")));
        filters.put("default", Filters::otherwise);
        filters.put("d", Filters::otherwise);
        filters.put("length", (value, given) -> Values.size(value));
        filters.put("count", (value, given) -> Values.size(value));
        filters.put("list", (value, given) -> Values.items(value));
        filters.put("first", (value, given) -> at(Values.items(value), 0));
        filters.put(
                "last",
                (value, given) -> at(Values.items(value), Values.items(value).size() - 1));
        filters.put("reverse", (value, given) -> reversed(value));
        filters.put("items", (value, given) -> value instanceof Map<?, ?> map ? Methods.pairs(map) : List.of());
        filters.put(
                "dictsort",
                (value, given) -> Selections.sorted(Methods.pairs(value instanceof Map<?, ?> map ? map : Map.of())));
        filters.put("int", (value, given) -> Numbers.integer(value, given.atMost(1, "default")));
        filters.put("float", (value, given) -> Numbers.decimal(value, given.atMost(1, "default")));
        filters.put("abs", (value, given) -> Numbers.absolute(value));
        filters.put("round", (value, given) -> Numbers.rounded(value, given.atMost(1, "precision")));
        return filters;
    }

    private static Map<String, Filter> ofTexts() {
        Map<String, Filter> filters = new LinkedHashMap<>();
        filters.put("upper", (value, given) -> Texts.upper(Values.text(value)));
        filters.put("lower", (value, given) -> Texts.lower(Values.text(value)));
        filters.put("capitalize", (value, given) -> Texts.capitalize(Values.text(value)));
        filters.put("title", (value, given) -> Texts.title(Values.text(value)));
        filters.put("trim", (value, given) -> Texts.strip(Values.text(value), given.atMost(1, "chars"), true, true));
        filters.put("string", (value, given) -> Values.text(value));
        filters.put("safe", (value, given) -> Values.text(value));
        filters.put("replace", (value, given) -> Texts.replace(Values.text(value), given.atMost(3, "count")));
        filters.put(
                "indent", (value, given) -> indented(Values.text(value), given.atMost(3, "width", "first", "blank")));
        filters.put("join", (value, given) -> {
            Object attribute = given.atMost(2, "d", "attribute").get(1, "attribute", null);
            List<Object> items = attribute == null
                    ? Values.items(value)
                    : Values.items(value).stream()
                            .map(item -> Members.item(item, attribute))
                            .toList();
            return Texts.join(items, Values.text(given.get(0, "d", "")));
        });
        return filters;
    }

    private static Object otherwise(Object value, Arguments given) {
        given.atMost(2, "default_value", "boolean");
        boolean missing =
                value instanceof Undefined || Values.isTrue(given.get(1, "boolean", false)) && !Values.isTrue(value);
        return missing ? given.get(0, "default_value", "") : value;
    }

    private static Object at(List<Object> items, int place) {
        return place >= 0 && place < items.size() ? items.get(place) : new Undefined("item " + place);
    }

    private static Object reversed(Object value) {
        List<Object> items = new ArrayList<>(Values.items(value));
        Collections.reverse(items);
        return value instanceof String ? Texts.join(items, "") : items;
    }

    private static String indented(String text, Arguments given) {
        Object width = given.get(0, "width", 4L);
        String blanks = width instanceof String written ? written : " ".repeat(Arithmetic.integer(width));
        boolean blankLines = Values.isTrue(given.get(2, "blank", false));
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean indents = i > 0 ? blankLines || !lines[i].isEmpty() : Values.isTrue(given.get(1, "first", false));
            lines[i] = indents ? blanks + lines[i] : lines[i];
        }
        return String.join("\n", lines);
    }
}
