package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The filters that templates use. */
public final class Filters {
    private static final Map<String, Filter> ALL = all();
    /** Where Python's {@code splitlines} ends a line. */
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\r\\x0b\\f\\x1c-\\x1e\\x85\\u2028\\u2029]");

    private Filters() {}

    /** A filter, which takes what its work costs from the budget. */
    public static Filter named(String name) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new InvalidInputException("the filter '" + name + "' is not known; known are " + ALL.keySet());
        }
        return (value, given) -> {
            given.budget().spendOn(value);
            Object result = filter.apply(value, given);
            given.budget().spendOn(result);
            return result;
        };
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new LinkedHashMap<>(ofTexts());
        filters.putAll(Selections.FILTERS);
        filters.put("tojson", Json::write);
        filters.put("default", Filters::otherwise);
        filters.put("d", Filters::otherwise);
        filters.put(
                "length", (value, given) -> Values.size(value, given.atMost(0).budget()));
        filters.put(
                "count", (value, given) -> Values.size(value, given.atMost(0).budget()));
        filters.put(
                "list",
                (value, given) ->
                        new ArrayList<>(Values.items(value, given.atMost(0).budget())));
        filters.put("first", Filters::first);
        filters.put("last", Filters::last);
        filters.put("reverse", Filters::reversed);
        filters.put("items", Filters::pairs);
        filters.put("int", (value, given) -> Numbers.integer(value, given.only("default", "base")));
        filters.put("float", (value, given) -> Numbers.decimal(value, given.only("default")));
        filters.put("abs", (value, given) -> Numbers.absolute(plain(value, given)));
        filters.put("round", (value, given) -> Numbers.rounded(value, given.only("precision", "method")));
        return filters;
    }

    private static Map<String, Filter> ofTexts() {
        Map<String, Filter> filters = new LinkedHashMap<>();
        filters.put("upper", changed(Texts::upper));
        filters.put("lower", changed(Texts::lower));
        filters.put("capitalize", changed(Texts::capitalize));
        filters.put("title", changed(Texts::titled));
        filters.put("string", changed(text -> text));
        filters.put("safe", changed(text -> text));
        filters.put("trim", (value, given) -> Texts.stripped(text(value, given), given.only("chars"), true, true));
        filters.put("replace", Filters::replaced);
        filters.put("indent", Filters::indented);
        filters.put("join", (value, given) -> {
            Object attribute = given.only("d", "attribute").get(1, "attribute", null);
            List<Object> items = Values.items(value, given.budget());
            List<Object> parts = attribute == null
                    ? items
                    : items.stream()
                            .map(item -> Selections.path(item, attribute, given.budget()))
                            .toList();
            return Texts.join(parts, text(given.get(0, "d", ""), given), given.budget());
        });
        return filters;
    }

    private static Filter changed(UnaryOperator<String> change) {
        return (value, given) -> change.apply(text(plain(value, given), given));
    }

    private static Object plain(Object value, Arguments given) {
        given.atMost(0);
        return value;
    }

    private static String text(Object value, Arguments given) {
        return Values.text(value, given.budget());
    }

    private static Object otherwise(Object value, Arguments given) {
        given.only("default_value", "boolean");
        boolean missing = value instanceof Undefined || given.isTrue(1, "boolean") && !Values.isTrue(value);
        return missing ? given.get(0, "default_value", "") : value;
    }

    private static Object first(Object value, Arguments given) {
        given.atMost(0);
        Iterator<Object> items = value instanceof Generator generator
                ? generator.left()
                : Values.items(value, given.budget()).iterator();
        return items.hasNext() ? items.next() : new Undefined("the first item");
    }

    private static Object last(Object value, Arguments given) {
        given.atMost(0);
        if (value instanceof Generator) {
            throw new InvalidInputException("what a filter gives has no end; make it a list by '|list'");
        }
        List<Object> items = Values.items(value, given.budget());
        return items.isEmpty() ? new Undefined("the last item") : items.get(items.size() - 1);
    }

    private static Object reversed(Object value, Arguments given) {
        given.atMost(0);
        List<Object> items = new ArrayList<>(Values.items(value, given.budget()));
        Collections.reverse(items);
        if (value instanceof String) {
            return Texts.join(items, "", given.budget());
        }
        return value instanceof Generator ? items : new Generator(items.stream());
    }

    private static Object pairs(Object value, Arguments given) {
        given.atMost(0);
        if (value instanceof Map<?, ?> map) {
            return new Generator(Methods.pairs(map, given.budget()).stream());
        }
        if (value instanceof Undefined) {
            return new Generator(java.util.stream.Stream.empty());
        }
        throw new InvalidInputException("'items' takes a dictionary, found " + Values.shown(value));
    }

    private static Object replaced(Object value, Arguments given) {
        given.only("old", "new", "count");
        Object count = given.get(2, "count", null);
        return Texts.replace(
                text(value, given),
                text(given.require(0, "old"), given),
                text(given.require(1, "new"), given),
                count == null ? -1 : Arithmetic.integer(count),
                given.budget());
    }

    private static Object indented(Object value, Arguments given) {
        given.only("width", "first", "blank");
        if (!(value instanceof String text)) {
            throw new InvalidInputException("'indent' takes a text, found " + Values.shown(value));
        }
        Object width = given.get(0, "width", 4L);
        String blanks = width instanceof String written ? written : blanks(Arithmetic.integer(width), given.budget());
        boolean blankLines = given.isTrue(2, "blank");
        String[] lines = LINE_END.split(text, -1);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indents = i > 0 ? blankLines || !lines[i].isEmpty() : given.isTrue(1, "first");
            given.budget().spend(indents ? blanks.length() : 0);
            out.append(i > 0 ? "\n" : "").append(indents ? blanks : "").append(lines[i]);
        }
        return out.toString();
    }

    private static String blanks(long width, Budget budget) {
        budget.spend(Math.max(0, width));
        return " ".repeat((int) Math.max(0, width));
    }
}
