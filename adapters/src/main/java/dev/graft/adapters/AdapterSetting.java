package dev.graft.adapters;

import dev.graft.tensors.Range;

/**
 * A setting of an adapter, as {@link AdapterSpec#settings} lists it.
 *
 * @param key in snake case, as in {@link AdapterSpec#toMap}
 * @param value of the specification that lists it, whose class is that of all its values: String, Integer, Double or Boolean
 * @param help what it means, in a few words
 */
public record AdapterSetting(String key, Object value, String help) {
    /** Refuses a number outside of a range, in the words of all adapters; for the constructors of specifications. */
    public static void require(String key, Number value, Range range) {
        range.require("the adapter setting '" + key + "'", value);
    }
}
