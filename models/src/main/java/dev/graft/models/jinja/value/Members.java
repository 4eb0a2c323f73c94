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
    public static Object attribute(Object value, String name) {
        if (value instanceof Namespace namespace) {
            return namespace.values().getOrDefault(name, new Undefined(name));
        }
        Optional<Callable> method = Methods.of(value, name);
        return method.isPresent() ? method.get() : keyed(value, name);
    }

    /** {@code value[key]}: a key goes before a method. */
    public static Object item(Object value, Object key) {
        if (value instanceof List<?> || value instanceof String) {
            List<Object> items = Values.items(value);
            if (key instanceof Long || key instanceof Boolean) {
                int place = Arithmetic.integer(key);
                int from = place < 0 ? place + items.size() : place;
                return from >= 0 && from < items.size() ? items.get(from) : new Undefined(String.valueOf(place));
            }
        }
        Object found = keyed(value, key);
        return found instanceof Undefined && key instanceof String name
                ? Methods.of(value, name).<Object>map(method -> method).orElse(found)
                : found;
    }

    private static Object keyed(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (value instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        return new Undefined(Values.text(key));
    }

    /** {@code value[start:stop:step]}; null for a bound that is left out. */
    public static Object slice(Object value, Object start, Object stop, Object step) {
        if (!(value instanceof List<?>) && !(value instanceof String)) {
            throw value instanceof Undefined undefined
                    ? undefined.used()
                    : new InvalidInputException("only texts and lists have a part, found " + Values.represent(value));
        }
        List<Object> items = Values.items(value);
        int by = step == null ? 1 : Arithmetic.integer(step);
        if (by == 0) {
            throw new InvalidInputException("the step of a part is zero");
        }
        int size = items.size();
        int from = start == null ? (by > 0 ? 0 : size - 1) : bound(Arithmetic.integer(start), size, by);
        int to = stop == null ? (by > 0 ? size : -1) : bound(Arithmetic.integer(stop), size, by);
        List<Object> part = new ArrayList<>();
        for (int i = from; by > 0 ? i < to : i > to; i += by) {
            part.add(items.get(i));
        }
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            part.forEach(text::append);
            return text.toString();
        }
        return part;
    }

    private static int bound(int given, int size, int step) {
        int place = given < 0 ? given + size : given;
        return step > 0 ? Math.min(Math.max(place, 0), size) : Math.min(Math.max(place, -1), size - 1);
    }
}
