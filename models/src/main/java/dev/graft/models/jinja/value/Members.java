package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is behind a point or in brackets: {@code message.role}, {@code messages[0]}, {@code text[1:]}. */
public final class Members {
    private Members() {}

    /** {@code value.name}: a method of a value goes before a key of a dictionary, as in Jinja. */
    public static Object attribute(Object value, String name, Budget budget) {
        budget.spend(1);
        if (value instanceof Namespace namespace) {
            return namespace.values().getOrDefault(name, new Undefined(name));
        }
        if (value instanceof Map<?, ?> && Methods.isHidden(name)) {
            throw new InvalidInputException(
                    "'" + name + "' of a dictionary is not for templates; write ['" + name + "']");
        }
        Optional<Callable> method = Methods.of(value, name);
        return method.isPresent() ? method.get() : keyed(value, name);
    }

    /** {@code value[key]}: a key goes before a method. */
    public static Object item(Object value, Object key, Budget budget) {
        budget.spend(1);
        if (key instanceof Long || key instanceof Boolean) {
            long place = Arithmetic.number(key).longValue();
            if (value instanceof String text) {
                return character(text, place, budget);
            }
            if (Sequence.hasPlaces(value)) {
                List<?> items = (List<?>) value;
                long from = place < 0 ? place + items.size() : place;
                return from >= 0 && from < items.size() ? items.get((int) from) : new Undefined("item " + place);
            }
        }
        Object found = keyed(value, key);
        if (!(found instanceof Undefined) || !(key instanceof String name)) {
            return found;
        }
        return value instanceof Namespace
                ? attribute(value, name, budget)
                : Methods.of(value, name).<Object>map(method -> method).orElse(found);
    }

    private static Object character(String text, long place, Budget budget) {
        budget.spendOn(text);
        long size = text.codePointCount(0, text.length());
        long from = place < 0 ? place + size : place;
        if (from < 0 || from >= size) {
            return new Undefined("item " + place);
        }
        return Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) from)));
    }

    private static Object keyed(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        boolean fixed = !(key instanceof List<?> || key instanceof Map<?, ?>);
        if (fixed && value instanceof Map<?, ?> map && map.containsKey(Values.key(key))) {
            return map.get(Values.key(key));
        }
        return new Undefined(key instanceof String name ? name : Values.shown(key));
    }

    /** {@code value[start:stop:step]}; null for a bound that is left out. */
    public static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
        boolean hasParts = value instanceof String || Sequence.hasPlaces(value);
        if (!hasParts || value instanceof Sequence range && range.kind() == Sequence.Kind.RANGE) {
            throw value instanceof Undefined undefined
                    ? undefined.used()
                    : new InvalidInputException("only texts and lists have a part, found " + Values.shown(value));
        }
        List<Object> items = Values.items(value, budget);
        long by = step == null ? 1 : Arithmetic.integer(step);
        if (by == 0) {
            throw new InvalidInputException("the step of a part is zero");
        }
        int size = items.size();
        long from = start == null ? (by > 0 ? 0 : size - 1) : bound(Arithmetic.integer(start), size, by);
        long to = stop == null ? (by > 0 ? size : -1) : bound(Arithmetic.integer(stop), size, by);
        long stride = Math.max(-1L - size, Math.min(1L + size, by));
        List<Object> part = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : i > to; i += stride) {
            budget.spend(1);
            part.add(items.get((int) i));
        }
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            part.forEach(text::append);
            return text.toString();
        }
        return value instanceof Sequence ? Sequence.tuple(part) : part;
    }

    private static long bound(long given, int size, long step) {
        long place = given < 0 ? given + size : given;
        return step > 0 ? Math.min(Math.max(place, 0), size) : Math.min(Math.max(place, -1), size - 1L);
    }
}
