package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** The methods of texts, lists and dictionaries that templates call; none of them changes anything. */
final class Methods {
    private static final Map<String, BiFunction<String, Arguments, Object>> TEXT = text();
    private static final Map<String, BiFunction<Map<?, ?>, Arguments, Object>> DICTIONARY = dictionary();
    private static final Map<String, BiFunction<List<?>, Arguments, Object>> LIST = list();
    /** Those of Python that go before a key of this name, and are not for templates. */
    private static final Set<String> HIDDEN =
            Set.of("clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update");

    private Methods() {}

    static Optional<Callable> of(Object value, String name) {
        if (value instanceof String text) {
            return bound(TEXT.get(name), text);
        }
        if (value instanceof Map<?, ?> map) {
            return bound(DICTIONARY.get(name), map);
        }
        return Sequence.hasPlaces(value) ? bound(LIST.get(name), (List<?>) value) : Optional.empty();
    }

    static boolean isHidden(String name) {
        return HIDDEN.contains(name);
    }

    private static <T> Optional<Callable> bound(BiFunction<T, Arguments, Object> method, T value) {
        return Optional.ofNullable(method).map(found -> arguments -> {
            arguments.budget().spendOn(value);
            return found.apply(value, arguments);
        });
    }

    private static Map<String, BiFunction<String, Arguments, Object>> text() {
        Map<String, BiFunction<String, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put("strip", (text, given) -> Texts.stripped(text, given.atMost(1), true, true));
        methods.put("lstrip", (text, given) -> Texts.stripped(text, given.atMost(1), true, false));
        methods.put("rstrip", (text, given) -> Texts.stripped(text, given.atMost(1), false, true));
        methods.put("upper", (text, given) -> Texts.upper(plain(text, given)));
        methods.put("lower", (text, given) -> Texts.lower(plain(text, given)));
        methods.put("title", (text, given) -> Texts.title(plain(text, given)));
        methods.put("capitalize", (text, given) -> Texts.capitalize(plain(text, given)));
        methods.put("startswith", (text, given) -> hasAffix(given, text::startsWith));
        methods.put("endswith", (text, given) -> hasAffix(given, text::endsWith));
        methods.put("split", (text, given) -> Texts.split(text, given.only("sep", "maxsplit")));
        methods.put(
                "replace",
                (text, given) -> Texts.replace(
                        text,
                        given.only("old", "new", "count").text(0, "old"),
                        given.text(1, "new"),
                        Arithmetic.integer(given.get(2, "count", -1L)),
                        given.budget()));
        methods.put("find", (text, given) -> Texts.find(text, given.atMost(1).text(0, "sub")));
        methods.put("count", (text, given) -> Texts.count(text, given.atMost(1).text(0, "sub")));
        methods.put("join", Methods::joined);
        methods.put(
                "isdigit",
                (text, given) ->
                        !plain(text, given).isEmpty() && text.codePoints().allMatch(Character::isDigit));
        return methods;
    }

    private static String plain(String text, Arguments given) {
        given.atMost(0);
        return text;
    }

    private static Object hasAffix(Arguments given, Predicate<String> has) {
        Object affix = given.atMost(1).require(0, "prefix");
        if (!(affix instanceof Sequence several) || several.kind() != Sequence.Kind.TUPLE) {
            return has.test(given.text(0, "prefix"));
        }
        for (Object one : several) {
            if (!(one instanceof String text)) {
                throw new InvalidInputException("'" + given.name() + "' takes texts, found " + Values.shown(one));
            }
            if (has.test(text)) {
                return true;
            }
        }
        return false;
    }

    /** Joins texts only, where the filter joins anything. */
    private static Object joined(String between, Arguments given) {
        List<Object> items = Values.items(given.atMost(1).require(0, "iterable"), given.budget());
        for (Object item : items) {
            if (!(item instanceof String)) {
                throw new InvalidInputException("'join' takes texts, found " + Values.shown(item));
            }
        }
        return Texts.join(items, between, given.budget());
    }

    private static Map<String, BiFunction<Map<?, ?>, Arguments, Object>> dictionary() {
        Map<String, BiFunction<Map<?, ?>, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put("get", (map, given) -> {
            Object key = Values.key(given.atMost(2).require(0, "key"));
            return map.containsKey(key) ? map.get(key) : given.get(1, "default", null);
        });
        methods.put(
                "items",
                (map, given) -> Sequence.pairs(pairs(map, given.atMost(0).budget())));
        methods.put(
                "keys",
                (map, given) -> Sequence.keys(new ArrayList<>(none(map, given).keySet())));
        methods.put(
                "values",
                (map, given) -> Sequence.values(new ArrayList<>(none(map, given).values())));
        return methods;
    }

    private static Map<?, ?> none(Map<?, ?> map, Arguments given) {
        given.atMost(0);
        return map;
    }

    /** A dictionary's keys and values, each pair a tuple. */
    static List<Object> pairs(Map<?, ?> map, Budget budget) {
        budget.spend(3L * map.size());
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(Sequence.tuple(java.util.Arrays.asList(key, value))));
        return pairs;
    }

    private static Map<String, BiFunction<List<?>, Arguments, Object>> list() {
        Map<String, BiFunction<List<?>, Arguments, Object>> methods = new LinkedHashMap<>();
        methods.put("count", (items, given) -> places(items, given).count());
        methods.put(
                "index",
                (items, given) -> places(items, given)
                        .findFirst()
                        .orElseThrow(() -> new InvalidInputException(
                                Values.shown(given.positional().get(0)) + " is not in the list")));
        return methods;
    }

    /** Where a list has a value. */
    private static java.util.stream.Stream<Long> places(List<?> items, Arguments given) {
        Object wanted = given.atMost(1).require(0, "value");
        return java.util.stream.LongStream.range(0, items.size())
                .filter(i -> Values.equal(items.get((int) i), wanted, given.budget()))
                .boxed();
    }
}
