package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;

/**
 * What a call is given.
 *
 * @param name of what is called, for messages
 */
public record Arguments(String name, List<Object> positional, Map<String, Object> named) {
    /** An argument by its place or name. */
    public Object get(int place, String key, Object otherwise) {
        return place < positional.size() ? positional.get(place) : named.getOrDefault(key, otherwise);
    }

    /** An argument that must be there. */
    Object require(int place, String key) {
        if (place >= positional.size() && !named.containsKey(key)) {
            throw new InvalidInputException("'" + name + "' needs an argument '" + key + "'");
        }
        return get(place, key, null);
    }

    /** A text that must be there. */
    String text(int place, String key) {
        Object value = require(place, key);
        if (!(value instanceof String text)) {
            throw new InvalidInputException(
                    "'" + name + "' takes a text as '" + key + "', found " + Values.represent(value));
        }
        return text;
    }

    /** Refuses more than it can take: nothing that is given is ignored. */
    Arguments atMost(int places, String... names) {
        List<String> known = List.of(names);
        if (positional.size() > places || !known.containsAll(named.keySet())) {
            throw new InvalidInputException("'" + name + "' takes at most " + places + " arguments"
                    + (known.isEmpty() ? "" : " and " + known) + ", found " + positional.size() + " and "
                    + named.keySet());
        }
        return this;
    }
}
