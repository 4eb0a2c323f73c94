package dev.graft.models.jinja.value;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Several values in their order that are no list in Python: they are written otherwise, and equal to their own kind only. */
public final class Sequence extends AbstractList<Object> implements RandomAccess {
    /** What kind of values. */
    enum Kind {
        TUPLE,
        RANGE,
        /** Of a dictionary; it has no places. */
        KEYS,
        VALUES,
        PAIRS
    }

    private final Kind kind;
    private final String name;
    private final List<Object> items;

    /** @param name what a range is written as, or what is before the brackets */
    private Sequence(Kind kind, String name, List<Object> items) {
        this.kind = kind;
        this.name = name;
        this.items = items;
    }

    /** Values in round brackets. */
    public static Sequence tuple(List<Object> items) {
        return new Sequence(Kind.TUPLE, "", items);
    }

    static Sequence range(String written, List<Object> numbers) {
        return new Sequence(Kind.RANGE, written, numbers);
    }

    static Sequence keys(List<Object> items) {
        return new Sequence(Kind.KEYS, "dict_keys", items);
    }

    static Sequence values(List<Object> items) {
        return new Sequence(Kind.VALUES, "dict_values", items);
    }

    static Sequence pairs(List<Object> items) {
        return new Sequence(Kind.PAIRS, "dict_items", items);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    /** Whether it can be asked for an item by its place. */
    static boolean hasPlaces(Object value) {
        return value instanceof List<?> && !(value instanceof Sequence view && view.isView());
    }

    boolean isView() {
        return kind == Kind.KEYS || kind == Kind.VALUES || kind == Kind.PAIRS;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    // Two are equal as Values says; here each is itself.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
