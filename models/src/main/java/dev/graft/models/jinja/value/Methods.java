package dev.graft.models.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The methods of texts, lists and dictionaries that templates call; none of them changes anything. */
final class Methods {
    private static final Map<String, BiFunction<String, Arguments, Object>> TEXT = text();
    private static final Map<String, BiFunction<Map<?, ?>, Arguments, Object>> DICTIONARY = dictionary();
    private static final Map<String, BiFunction<List<?>, Arguments, Object>> LIST = list();

    private Methods() {}

    static Optional<Callable> of(Object value, String name) {
        if (value instanceof String text) {
            return bound(TEXT.get(name), text);
        }
        if (value instanceof Map<?, ?> map) {
            return bound(DICTIONARY.get(name), map);
        }
        return value instanceof List<?> items ? bound(LIST.get(name), items) : Optional.empty();
    }

    private static <T> Optional<Callable> bound(BiFunction<T, Arguments, Object> method, T value) {
        return Optional.ofNullable(method).map(found -> arguments -> found.apply(value, arguments));
    }

    private static Map<String, BiFunction<String, Arguments, Object>> text() {
        Map<String, BiFunction<String, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put("strip", (text, given) -> Texts.strip(text, given.atMost(1, "chars"), true, true));
        methods.put("lstrip", (text, given) -> Texts.strip(text, given.atMost(1, "chars"), true, false));
        methods.put("rstrip", (text, given) -> Texts.strip(text, given.atMost(1, "chars"), false, true));
        methods.put("upper", (text, given) -> Texts.upper(text));
        methods.put("lower", (text, given) -> Texts.lower(text));
        methods.put("title", (text, given) -> Texts.title(text));
        methods.put("capitalize", (text, given) -> Texts.capitalize(text));
        methods.put("startswith", (text, given) -> affixes(given).stream().anyMatch(text::startsWith));
        methods.put("endswith", (text, given) -> affixes(given).stream().anyMatch(text::endsWith));
        methods.put("split", (text, given) -> Texts.split(text, given.atMost(2, "sep", "maxsplit")));
        methods.put("replace", (text, given) -> Texts.replace(text, given.atMost(3, "count")));
        methods.put("find", (text, given) -> (long) text.indexOf(given.atMost(1).text(0, "sub")));
        methods.put(
                "count",
                (text, given) -> (long) text.split(
                                        java.util.regex.Pattern.quote(
                                                given.atMost(1).text(0, "sub")),
                                        -1)
                                .length
                        - 1L);
        methods.put(
                "join", (text, given) -> Texts.join(Values.items(given.atMost(1).require(0, "iterable")), text));
        methods.put(
                "isdigit", (text, given) -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit));
        return methods;
    }

    private static List<String> affixes(Arguments given) {
        Object affix = given.atMost(1).require(0, "prefix");
        return affix instanceof List<?> several
                ? several.stream().map(Values::text).toList()
                : List.of(given.text(0, "prefix"));
    }

    private static Map<String, BiFunction<Map<?, ?>, Arguments, Object>> dictionary() {
        Map<String, BiFunction<Map<?, ?>, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put("get", (map, given) -> {
            Object key = given.atMost(2).require(0, "key");
            return map.containsKey(key) ? map.get(key) : given.get(1, "default", null);
        });
        methods.put("items", (map, given) -> pairs(map));
        methods.put("keys", (map, given) -> new ArrayList<Object>(map.keySet()));
        methods.put("values", (map, given) -> new ArrayList<Object>(map.values()));
        return methods;
    }

    /** A dictionary's keys and values, each pair a list. */
    static List<Object> pairs(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> {
            List<Object> pair = new ArrayList<>();
            pair.add(key);
            pair.add(value);
            pairs.add(pair);
        });
        return pairs;
    }

    private static Map<String, BiFunction<List<?>, Arguments, Object>> list() {
        Map<String, BiFunction<List<?>, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put(
                "count",
                (items, given) -> items.stream()
                        .filter(item -> Values.equal(item, given.atMost(1).require(0, "value")))
                        .count());
        methods.put(
                "index", (items, given) -> (long) items.indexOf(given.atMost(1).require(0, "value")));
        return methods;
    }
}
