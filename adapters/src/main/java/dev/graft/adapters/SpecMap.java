package dev.graft.adapters;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings of an adapter as keys and values: each component of the record is a key, in snake case. */
final class SpecMap {
    private static final String KIND = "kind";

    private SpecMap() {}

    static Map<String, Object> of(AdapterSpec spec) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(KIND, spec.kind());
        for (RecordComponent component : spec.getClass().getRecordComponents()) {
            map.put(key(component), value(component, spec));
        }
        return map;
    }

    static List<AdapterSetting> settings(AdapterSpec spec) {
        return Arrays.stream(spec.getClass().getRecordComponents())
                .filter(component -> !component.getName().equals(KIND))
                .map(component -> new AdapterSetting(key(component), value(component, spec), help(component)))
                .toList();
    }

    private static String help(RecordComponent component) {
        Help help = component.getAnnotation(Help.class);
        if (help == null) {
            throw new IllegalStateException(component.getDeclaringRecord().getName() + ": its component '"
                    + component.getName() + "' has no @Help that says what it means");
        }
        return help.value();
    }

    /**
     * The settings that a map gives, over defaults of the same kind.
     *
     * @throws InvalidInputException if a key is unknown, or a value of another type or out of its range
     */
    static AdapterSpec over(AdapterSpec defaults, Map<String, ?> map) {
        Map<String, Object> all = of(defaults);
        map.forEach((key, value) -> {
            if (!all.containsKey(key)) {
                throw new InvalidInputException("unknown adapter setting '" + key + "'"
                        + Suggestions.didYouMean(key, all.keySet()) + " (of the kind " + defaults.kind() + ")");
            }
            all.put(key, converted(key, all.get(key), value));
        });
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> all.get(key(component)))
                .toArray();
        return create(defaults.getClass(), components, values);
    }

    private static Object converted(String key, Object like, Object value) {
        if (like instanceof Double && value instanceof Number number) {
            return number.doubleValue();
        }
        if (!like.getClass().isInstance(value)) {
            throw new InvalidInputException(
                    "the adapter setting '" + key + "' should be like " + like + ", found " + value);
        }
        return value;
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Object value(RecordComponent component, AdapterSpec spec) {
        try {
            return component.getAccessor().invoke(spec);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AdapterSpec create(
            Class<? extends AdapterSpec> type, RecordComponent[] components, Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<? extends AdapterSpec> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
