package dev.graft.models.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Filters that choose, change or order the items of a list. */
final class Selections {
    static final Map<String, Filter> FILTERS = all();

    private Selections() {}

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new LinkedHashMap<>();
        filters.put("select", (value, given) -> chosen(value, given, 0, true));
        filters.put("reject", (value, given) -> chosen(value, given, 0, false));
        filters.put("selectattr", (value, given) -> chosen(value, given, 1, true));
        filters.put("rejectattr", (value, given) -> chosen(value, given, 1, false));
        filters.put("map", Selections::mapped);
        filters.put("sort", (value, given) -> {
            Object attribute = given.atMost(3, "attribute", "reverse").get(2, "attribute", null);
            List<Object> items = new ArrayList<>(Values.items(value));
            Function<Object, Object> key = item -> attribute == null ? item : path(item, attribute);
            items.sort((left, right) -> Arithmetic.compare(key.apply(left), key.apply(right)));
            if (Values.isTrue(given.get(0, "reverse", false))) {
                java.util.Collections.reverse(items);
            }
            return items;
        });
        filters.put(
                "unique",
                (value, given) -> Values.items(value).stream().distinct().toList());
        return filters;
    }

    /** Items, or their attributes, for which a test holds; without a test what is true. */
    private static List<Object> chosen(Object value, Arguments given, int testPlace, boolean wanted) {
        List<Object> places = given.positional();
        Arguments rest = new Arguments(
                given.name(), places.subList(Math.min(testPlace + 1, places.size()), places.size()), given.named());
        Check check = places.size() > testPlace
                ? Checks.named(given.text(testPlace, "test"))
                : (item, arguments) -> Values.isTrue(item);
        return Values.items(value).stream()
                .filter(item ->
                        check.holds(testPlace == 0 ? item : path(item, given.require(0, "attribute")), rest) == wanted)
                .toList();
    }

    private static List<Object> mapped(Object value, Arguments given) {
        List<Object> items = new ArrayList<>();
        if (given.named().containsKey("attribute")) {
            given.atMost(0, "attribute", "default");
            for (Object item : Values.items(value)) {
                Object found = path(item, given.named().get("attribute"));
                items.add(found instanceof Undefined ? given.named().getOrDefault("default", found) : found);
            }
            return items;
        }
        String name = given.text(0, "filter");
        List<Object> rest = given.positional().subList(1, given.positional().size());
        Arguments arguments = new Arguments(name, rest, given.named());
        Values.items(value).forEach(item -> items.add(Filters.named(name).apply(item, arguments)));
        return items;
    }

    /** What several points lead to: {@code function.name}. */
    private static Object path(Object item, Object attribute) {
        Object found = item;
        for (String step : Values.text(attribute).split("\\.", -1)) {
            found = Members.item(found, step.matches("\\d+") ? (Object) Long.valueOf(step) : step);
        }
        return found;
    }

    /** Pairs of a dictionary by their keys, without regard to case. */
    static List<Object> sorted(List<Object> pairs) {
        List<Object> sorted = new ArrayList<>(pairs);
        sorted.sort((left, right) -> Arithmetic.compare(folded(left), folded(right)));
        return sorted;
    }

    private static Object folded(Object pair) {
        Object key = Values.items(pair).get(0);
        return key instanceof String text ? Texts.lower(text) : key;
    }
}
