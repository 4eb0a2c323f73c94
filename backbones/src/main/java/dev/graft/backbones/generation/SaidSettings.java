package dev.graft.backbones.generation;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Settings by their names, as they were read from JSON.
 *
 * @param place where they stand
 */
record SaidSettings(String place, Map<String, ?> said) {
    /** Whether a setting is there and not null. */
    boolean has(String name) {
        return said.get(name) != null;
    }

    boolean isAbove(String name, double least) {
        return has(name) && real(name) > least;
    }

    boolean isOther(String name, double usual) {
        return has(name) && real(name) != usual;
    }

    double real(String name) {
        return number(name, said.get(name), "a number").doubleValue();
    }

    double real(String name, double usual) {
        return has(name) ? real(name) : usual;
    }

    int integer(String name) {
        Number number = number(name, said.get(name), "an integer");
        if (number.doubleValue() != number.intValue()) {
            throw wrong(name, "an integer");
        }
        return number.intValue();
    }

    boolean flag(String name) {
        if (said.get(name) instanceof Boolean value) {
            return value;
        }
        throw wrong(name, "true or false");
    }

    /** One of some names, in JSON as text or as true and false. */
    <E extends Enum<E>> E choice(String name, E[] choices) {
        String value = String.valueOf(said.get(name)).toLowerCase(Locale.ROOT);
        return Stream.of(choices)
                .filter(choice -> choice.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> wrong(name, "one of " + List.of(choices)));
    }

    /** The id of one token, in JSON alone or in a list of one. */
    long id(String name) {
        List<Long> ids = ids(name);
        if (ids.size() != 1) {
            throw wrong(name, "the id of one token");
        }
        return ids.get(0);
    }

    /** Ids of tokens, in JSON one or a list. */
    List<Long> ids(String name) {
        return ids(name, said.get(name));
    }

    private List<Long> ids(String name, Object value) {
        List<Long> ids = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            Number number = number(name, each, "ids of tokens");
            if (number.doubleValue() != number.longValue()) {
                throw wrong(name, "ids of tokens");
            }
            ids.add(number.longValue());
        }
        return ids;
    }

    List<List<Long>> sequences(String name) {
        List<List<Long>> sequences = new ArrayList<>();
        for (Object each : list(name, said.get(name), "a list of lists of ids")) {
            sequences.add(ids(name, list(name, each, "a list of lists of ids")));
        }
        return sequences;
    }

    /** In JSON a list of pairs of a list of ids and a number. */
    Map<List<Long>, Double> biases(String name) {
        String expected = "a list of [[ids], bias]";
        Map<List<Long>, Double> biases = new LinkedHashMap<>();
        for (Object each : list(name, said.get(name), expected)) {
            List<?> pair = list(name, each, expected);
            if (pair.size() != 2) {
                throw wrong(name, expected);
            }
            List<Long> ids = ids(name, list(name, pair.get(0), expected));
            biases.put(ids, number(name, pair.get(1), expected).doubleValue());
        }
        return biases;
    }

    List<Double> reals(String name, int count) {
        List<?> values = list(name, said.get(name), count + " numbers");
        if (values.size() != count) {
            throw wrong(name, count + " numbers");
        }
        return values.stream()
                .map(value -> number(name, value, count + " numbers").doubleValue())
                .toList();
    }

    List<String> texts(String name) {
        Object value = said.get(name);
        List<String> texts = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            if (!(each instanceof String text)) {
                throw wrong(name, "a text or a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    private List<?> list(String name, Object value, String expected) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, expected);
    }

    private Number number(String name, Object value, String expected) {
        if (value instanceof Number number) {
            return number;
        }
        throw wrong(name, expected);
    }

    private InvalidInputException wrong(String name, String expected) {
        return new InvalidInputException(
                place + ": '" + name + "' should be " + expected + ", found " + said.get(name));
    }

    /** Says of what cannot be where it stands. */
    <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidInputException e) {
            if (e.getMessage().startsWith(place)) {
                throw e;
            }
            throw new InvalidInputException(place + ": " + e.getMessage(), e);
        }
    }
}
