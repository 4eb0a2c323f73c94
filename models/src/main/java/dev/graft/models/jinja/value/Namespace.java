package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.Map;

/**
 * What has members and is no dictionary: a value of {@code namespace()}, which a loop may change for what comes after it, and
 * {@code loop}.
 *
 * @param name for messages
 * @param changes whether a template may set its members
 */
public record Namespace(String name, boolean changes, Map<String, Object> values) {
    static Namespace of(Arguments arguments) {
        Map<String, Object> values = new java.util.HashMap<>();
        Functions.dictionary(arguments)
                .forEach((key, value) -> values.put(Values.text(key, arguments.budget()), value));
        return new Namespace("a namespace", true, values);
    }

    /** What {@code loop} is. */
    public static Namespace loop(Map<String, Object> values) {
        return new Namespace("loop", false, values);
    }

    /** Sets a member. */
    public void set(String key, Object value) {
        if (!changes) {
            throw new InvalidInputException("'" + name + "' is no namespace, whose names may be set");
        }
        values.put(key, value);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
