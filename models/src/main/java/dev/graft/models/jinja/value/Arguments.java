package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;

/**
 * What a call is given.
 *
 * @param name of what is called, for messages
 * @param budget what the call may cost
 */
public record Arguments(String name, List<Object> positional, Map<String, Object> named, Budget budget) {
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
                    "'" + name + "' takes a text as '" + key + "', found " + Values.shown(value));
        }
        return text;
    }

    /** Whether something is said and true. */
    boolean isTrue(int place, String key) {
        return Values.isTrue(get(place, key, false));
    }

    /** Refuses more than so many, and any with a name: nothing that is given is ignored. */
    Arguments atMost(int places) {
        if (positional.size() > places || !named.isEmpty()) {
            throw new InvalidInputException("'" + name + "' takes at most " + places
                    + " arguments and none with a name, found " + positional.size() + " and " + named.keySet());
        }
        return this;
    }

    /** Refuses all but these, by their place or name, and one that is given twice. */
    Arguments only(String... names) {
        List<String> known = List.of(names);
        if (positional.size() > known.size() || !known.containsAll(named.keySet())) {
            throw new InvalidInputException(
                    "'" + name + "' takes " + known + ", found " + positional.size() + " and " + named.keySet());
        }
        for (String key : known.subList(0, positional.size())) {
            if (named.containsKey(key)) {
                throw new InvalidInputException("'" + name + "' is given '" + key + "' twice");
            }
        }
        return this;
    }

    /** The same for something else, with what is left behind the first places. */
    Arguments after(int places, String other) {
        return new Arguments(
                other, positional.subList(Math.min(places, positional.size()), positional.size()), named, budget);
    }
}
