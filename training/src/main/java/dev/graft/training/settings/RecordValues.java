package dev.graft.training.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/** Takes records apart into plain values and makes them of such: an enum is plain as its text. */
final class RecordValues {
    private RecordValues() {}

    /** The name of a component as it stands in a file. */
    static String snakeCase(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** The value of a component, plain. */
    static Object get(RecordComponent component, Object holder) {
        try {
            Object value = component.getAccessor().invoke(holder);
            return value instanceof Enum<?> constant ? constant.toString() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record of the values of its components, plain or not. */
    static <T> T make(Class<T> type, Function<RecordComponent, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(Arrays.stream(components)
                    .map(component -> typed(component.getType(), values.apply(component)))
                    .toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object typed(Class<?> type, Object value) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equals(value))
                        .findFirst()
                        .orElseThrow()
                : value;
    }
}
