package dev.graft.models.data.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A structure of Thrift's compact protocol: its fields by number. What is not there has the default that is asked for. */
final class Thrift {
    private static final int MAX_DEPTH = 32;

    private final Map<Integer, Object> fields = new HashMap<>();

    private Thrift() {}

    /**
     * Reads one structure, and leaves the buffer behind it.
     *
     * @throws RuntimeException of any kind on bytes that are none
     */
    static Thrift read(ByteBuffer bytes) {
        return struct(bytes, 0);
    }

    boolean has(int field) {
        return fields.containsKey(field);
    }

    int number(int field, int otherwise) {
        return fields.get(field) instanceof Long value ? Math.toIntExact(value) : otherwise;
    }

    long large(int field, long otherwise) {
        return fields.get(field) instanceof Long value ? value : otherwise;
    }

    boolean flag(int field, boolean otherwise) {
        return fields.get(field) instanceof Boolean value ? value : otherwise;
    }

    String text(int field) {
        return fields.get(field) instanceof byte[] value ? new String(value, StandardCharsets.UTF_8) : "";
    }

    Thrift struct(int field) {
        if (fields.get(field) instanceof Thrift value) {
            return value;
        }
        throw new IllegalArgumentException("field " + field + " is missing");
    }

    List<Thrift> structs(int field) {
        List<Thrift> found = new ArrayList<>();
        if (fields.get(field) instanceof List<?> values) {
            for (Object value : values) {
                found.add((Thrift) value);
            }
        }
        return found;
    }

    private static Thrift struct(ByteBuffer bytes, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep");
        }
        Thrift struct = new Thrift();
        int id = 0;
        for (int header = bytes.get(); header != 0; header = bytes.get()) {
            int delta = (header >> 4) & 0xF;
            id = delta == 0 ? (int) zigzag(bytes) : id + delta;
            int type = header & 0xF;
            Object value = type <= 2 ? (Object) (type == 1) : value(bytes, type, depth);
            struct.fields.put(id, value);
        }
        return struct;
    }

    private static Object value(ByteBuffer bytes, int type, int depth) {
        return switch (type) {
            case 1, 2 -> bytes.get() == 1;
            case 3 -> (long) bytes.get();
            case 4, 5, 6 -> zigzag(bytes);
            case 7 -> bytes.getDouble();
            case 8 -> binary(bytes);
            case 9, 10 -> list(bytes, depth);
            case 11 -> map(bytes, depth);
            case 12 -> struct(bytes, depth + 1);
            default -> throw new IllegalArgumentException("no type of Thrift: " + type);
        };
    }

    private static byte[] binary(ByteBuffer bytes) {
        byte[] value = new byte[size(bytes)];
        bytes.get(value);
        return value;
    }

    private static List<Object> list(ByteBuffer bytes, int depth) {
        int header = bytes.get();
        int few = (header >> 4) & 0xF;
        int size = few == 15 ? size(bytes) : few;
        // An empty structure takes one byte of the file and many of the memory; none that means anything is that short.
        if ((header & 0xF) == 12 && size > bytes.remaining() / 3) {
            throw new IllegalArgumentException(size + " structures in " + bytes.remaining() + " bytes");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(value(bytes, header & 0xF, depth + 1));
        }
        return values;
    }

    private static List<Object> map(ByteBuffer bytes, int depth) {
        int size = size(bytes);
        int types = size == 0 ? 0 : bytes.get();
        for (int i = 0; i < size; i++) {
            value(bytes, (types >> 4) & 0xF, depth + 1);
            value(bytes, types & 0xF, depth + 1);
        }
        // Nothing that is needed is in a map.
        return List.of();
    }

    /** A length, which cannot be more than there is. */
    private static int size(ByteBuffer bytes) {
        long size = varint(bytes);
        if (size < 0 || size > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "a length of " + size + " where " + bytes.remaining() + " bytes are left");
        }
        return (int) size;
    }

    private static long zigzag(ByteBuffer bytes) {
        long value = varint(bytes);
        return (value >>> 1) ^ -(value & 1);
    }

    static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = bytes.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }
}
