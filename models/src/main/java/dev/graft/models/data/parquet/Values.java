package dev.graft.models.data.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of a page: Boolean, Long, Double or the bytes of a text or a picture. */
final class Values {
    private static final int PLAIN = 0;
    private static final int PLAIN_DICTIONARY = 2;
    private static final int RLE = 3;
    private static final int DELTA_BINARY_PACKED = 5;
    private static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    private static final int DELTA_BYTE_ARRAY = 7;
    private static final int RLE_DICTIONARY = 8;

    private Values() {}

    /** @param dictionary of the column, to which a page may refer */
    static Object[] read(Column column, int encoding, ByteBuffer bytes, int count, Object[] dictionary) {
        switch (encoding) {
            case PLAIN -> {
                return plain(column, bytes, count);
            }
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                Object[] values = new Object[count];
                int[] indices = count == 0 ? new int[0] : Runs.read(bytes, bytes.get(), count);
                for (int i = 0; i < count; i++) {
                    values[i] = dictionary[indices[i]];
                }
                return values;
            }
            case RLE -> {
                bytes.getInt();
                Object[] values = new Object[count];
                int[] flags = Runs.read(bytes, 1, count);
                for (int i = 0; i < count; i++) {
                    values[i] = flags[i] == 1;
                }
                return values;
            }
            case DELTA_BINARY_PACKED -> {
                long[] numbers = Delta.numbers(bytes, count);
                Object[] values = new Object[count];
                for (int i = 0; i < count; i++) {
                    values[i] = column.type() == 1 ? (long) (int) numbers[i] : numbers[i];
                }
                return values;
            }
            case DELTA_LENGTH_BYTE_ARRAY -> {
                return Delta.texts(bytes, count);
            }
            case DELTA_BYTE_ARRAY -> {
                return Delta.prefixed(bytes, count);
            }
            default -> throw new IllegalArgumentException("values in the encoding number " + encoding);
        }
    }

    private static Object[] plain(Column column, ByteBuffer bytes, int count) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        Object[] values = new Object[count];
        int start = bytes.position();
        for (int i = 0; i < count; i++) {
            values[i] = switch (column.type()) {
                case 0 -> Runs.bits(bytes, start, i, 1) == 1;
                case 1 -> (long) bytes.getInt();
                case 2 -> bytes.getLong();
                case 3 -> Delta.slice(bytes, 12);
                case 4 -> (double) bytes.getFloat();
                case 5 -> bytes.getDouble();
                case 6 -> Delta.slice(bytes, bytes.getInt());
                case 7 -> Delta.slice(bytes, column.size());
                default -> throw new IllegalArgumentException("values of the type number " + column.type());
            };
        }
        return values;
    }
}
