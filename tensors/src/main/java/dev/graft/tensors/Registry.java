package dev.graft.tensors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * What there is of a kind of thing that strangers may add to, by name: Graft's own first, in the order in which they are
 * declared, then what else a {@link ServiceLoader} finds.
 *
 * @param <T> the things
 */
public final class Registry<T> {
    private final String unknown;
    private final Map<String, T> byName = new LinkedHashMap<>();

    /**
     * An empty registry.
     *
     * @param unknown how a message about a name that is none begins, such as {@code unknown metric}
     */
    public Registry(String unknown) {
        this.unknown = unknown;
    }

    /** All providers of a service, those of the service's own module first. */
    public static <S> List<S> ordered(Class<S> service, ServiceLoader<S> found) {
        // The root package of a module has three parts, as dev.graft.models has.
        String home = service.getPackageName().replaceAll("^((?:[^.]+\\.){2}[^.]+).*$", "$1");
        List<S> own = new ArrayList<>();
        List<S> others = new ArrayList<>();
        for (S provider : found) {
            String place = provider.getClass().getPackageName();
            (place.equals(home) || place.startsWith(home + ".") ? own : others).add(provider);
        }
        own.addAll(others);
        return own;
    }

    /** All providers of a service by the names that they say. */
    public static <S> Registry<S> of(
            String unknown, Class<S> service, ServiceLoader<S> found, Function<S, String> name) {
        Registry<S> registry = new Registry<>(unknown);
        ordered(service, found).forEach(provider -> registry.add(name.apply(provider), provider));
        return registry;
    }

    /**
     * Adds a thing.
     *
     * @throws InvalidInputException if another has its name, which would make it unknown which one a user means
     */
    public void add(String name, T thing) {
        T earlier = byName.putIfAbsent(name, thing);
        if (earlier != null) {
            throw new InvalidInputException("two things on the class path are called '" + name + "': one of "
                    + earlier.getClass().getName() + ", one of "
                    + thing.getClass().getName() + "; take one of them off");
        }
    }

    /**
     * The one of a name.
     *
     * @throws InvalidInputException if there is none, with the nearest name or all
     */
    public T get(String name) {
        T found = byName.get(name);
        if (found == null) {
            throw new InvalidInputException(unknown + " '" + name + "'" + Suggestions.didYouMean(name, names()));
        }
        return found;
    }

    /** All names. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** All things by name, in order. */
    public Map<String, T> all() {
        return Collections.unmodifiableMap(byName);
    }
}
