package dev.graft.models.data;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the beginning of a data file shows: its first record, as far as it has been read.
 *
 * @param file the file, for who must look for himself
 * @param shape of the file
 * @param fields of the first record, in order
 * @param whole whether these are all its fields
 */
public record FirstRecord(Path file, Shape shape, Map<String, Kind> fields, boolean whole) {
    /** What a file begins with. */
    public enum Shape {
        /** An object, which is the first record of many, or all there is. */
        OBJECT,
        /** An array of objects. */
        OBJECTS,
        /** An array of arrays. */
        ARRAYS,
        /** Other JSON. */
        OTHER,
        /** No JSON, or no text at all, before the end of the first record. */
        UNREADABLE
    }

    /** The value of a field. */
    public enum Kind {
        ARRAY,
        OBJECT,
        SCALAR
    }

    /** Whether the record is an object. */
    public boolean isObject() {
        return shape == Shape.OBJECT || shape == Shape.OBJECTS;
    }

    /** Whether the record has a field, so far. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }
}
