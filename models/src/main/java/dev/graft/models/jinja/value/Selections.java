package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
        filters.put("sort", Selections::sorted);
        filters.put("unique", Selections::unique);
        filters.put("dictsort", Selections::sortedPairs);
        return filters;
    }

    /** Items, or their attributes, for which a test holds; without a test what is true. */
    private static Object chosen(Object value, Arguments given, int testPlace, boolean wanted) {
        if (!Values.isTrue(value)) {
            return new Generator(java.util.stream.Stream.empty());
        }
        Budget budget = given.budget();
        List<Object> places = given.positional();
        if (testPlace > 0 && places.isEmpty()) {
            throw new InvalidInputException("'" + given.name() + "' needs an argument 'attribute'");
        }
        Predicate<Object> holds;
        if (places.size() > testPlace) {
            String name = given.text(testPlace, "test");
            Check check = Checks.named(name);
            Arguments rest = given.after(testPlace + 1, name);
            holds = item -> check.holds(item, rest);
        } else {
            given.atMost(testPlace);
            holds = Values::isTrue;
        }
        UnaryOperator<Object> part = testPlace == 0 ? item -> item : item -> path(item, places.get(0), budget);
        return new Generator(Values.items(value, budget).stream().filter(item -> {
            budget.spend(1);
            return holds.test(part.apply(item)) == wanted;
        }));
    }

    private static Object mapped(Object value, Arguments given) {
        Budget budget = given.budget();
        UnaryOperator<Object> change;
        if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
            Object attribute = given.named().get("attribute");
            Object otherwise = given.only("attribute", "default").named().get("default");
            change = item -> path(item, attribute, otherwise, budget);
        } else if (given.positional().isEmpty()) {
            throw new InvalidInputException("'map' takes the name of a filter, or 'attribute'");
        } else {
            String name = given.text(0, "filter");
            Filter filter = Filters.named(name);
            Arguments rest = given.after(1, name);
            change = item -> filter.apply(item, rest);
        }
        if (!Values.isTrue(value)) {
            return new Generator(java.util.stream.Stream.empty());
        }
        return new Generator(Values.items(value, budget).stream().map(item -> {
            budget.spendOn(item);
            return change.apply(item);
        }));
    }

    private static Object sorted(Object value, Arguments given) {
        given.only("reverse", "case_sensitive", "attribute");
        UnaryOperator<Object> key = key(given, 1, 2);
        return Arithmetic.sorted(Values.items(value, given.budget()), key, given.isTrue(0, "reverse"), given.budget());
    }

    private static Object unique(Object value, Arguments given) {
        given.only("case_sensitive", "attribute");
        UnaryOperator<Object> key = key(given, 0, 1);
        Set<Object> seen = new HashSet<>();
        return new Generator(Values.items(value, given.budget()).stream().filter(item -> {
            given.budget().spendOn(item);
            return seen.add(Values.key(key.apply(item)));
        }));
    }

    /** What items are told apart by: themselves or an attribute, without regard to case unless that is asked for. */
    private static UnaryOperator<Object> key(Arguments given, int casePlace, int attributePlace) {
        boolean caseMatters = given.isTrue(casePlace, "case_sensitive");
        Object attribute = given.get(attributePlace, "attribute", null);
        if (attribute instanceof String text && text.contains(",")) {
            throw new InvalidInputException("'" + given.name() + "' takes one attribute, found '" + text + "'");
        }
        return item -> {
            Object found = attribute == null ? item : path(item, attribute, given.budget());
            return !caseMatters && found instanceof String text ? Texts.lower(text) : found;
        };
    }

    /** Pairs of a dictionary by their keys or values. */
    private static Object sortedPairs(Object value, Arguments given) {
        given.only("case_sensitive", "by", "reverse");
        if (!(value instanceof Map<?, ?> map)) {
            throw new InvalidInputException("'dictsort' takes a dictionary, found " + Values.shown(value));
        }
        Object by = given.get(1, "by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw new InvalidInputException("'by' of 'dictsort' is key or value, found " + Values.shown(by));
        }
        boolean caseMatters = given.isTrue(0, "case_sensitive");
        UnaryOperator<Object> key = pair -> {
            Object part = ((Sequence) pair).get(by.equals("key") ? 0 : 1);
            return !caseMatters && part instanceof String text ? Texts.lower(text) : part;
        };
        return Arithmetic.sorted(Methods.pairs(map, given.budget()), key, given.isTrue(2, "reverse"), given.budget());
    }

    static Object path(Object item, Object attribute, Budget budget) {
        return path(item, attribute, null, budget);
    }

    /** What several points lead to: {@code function.name}; null where there is nothing else for what is missing. */
    private static Object path(Object item, Object attribute, Object otherwise, Budget budget) {
        if (!(attribute instanceof String steps)) {
            return step(item, attribute, otherwise, budget);
        }
        Object found = item;
        for (String name : steps.split("\\.", -1)) {
            found = step(found, name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name, otherwise, budget);
        }
        return found;
    }

    private static Object step(Object item, Object key, Object otherwise, Budget budget) {
        Object found = Members.item(item, key, budget);
        return found instanceof Undefined && otherwise != null ? otherwise : found;
    }
}
