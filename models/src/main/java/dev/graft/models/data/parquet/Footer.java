package dev.graft.models.data.parquet;

import dev.graft.models.data.fault.FaultException;
import dev.graft.models.data.fault.FaultKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the end of a Parquet file says of it.
 *
 * @param schema the root of its columns
 * @param groups of rows, each with the values of all columns in the order of the schema
 */
record Footer(Column schema, List<Group> groups) {
    private static final int MAGIC = 0x31524150;
    private static final int TAIL = 8;

    /** Some rows. */
    record Group(long rows, List<ColumnChunk> chunks) {}

    /**
     * Reads the end of a file.
     *
     * @throws FaultException if it is not that of a Parquet file
     */
    static Footer read(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        ByteBuffer tail = read(channel, Math.max(0, size - TAIL), TAIL);
        if (size < 2 * TAIL || tail.getInt(4) != MAGIC) {
            throw new FaultException(
                    FaultKind.BROKEN_FILE, file, "does not end as a Parquet file does; it was cut short, or is none");
        }
        int length = tail.getInt(0);
        if (length < 0 || length > size - TAIL) {
            throw new FaultException(
                    FaultKind.BROKEN_FILE, file, "says that its last " + length + " bytes describe it");
        }
        Thrift footer = Thrift.read(read(channel, size - TAIL - length, length));
        Column schema = Column.tree(footer.structs(2));
        List<List<Column>> leaves = schema.leaves();
        List<Group> groups = new ArrayList<>();
        for (Thrift group : footer.structs(4)) {
            List<Thrift> columns = group.structs(1);
            if (columns.size() != leaves.size()) {
                throw new IllegalArgumentException(columns.size() + " columns in place of " + leaves.size());
            }
            List<ColumnChunk> chunks = new ArrayList<>();
            for (int i = 0; i < leaves.size(); i++) {
                List<Column> path = leaves.get(i);
                chunks.add(chunk(file, path.get(path.size() - 1), columns.get(i).struct(3)));
            }
            groups.add(new Group(rows(group.large(3, 0)), chunks));
        }
        long rows = groups.stream().mapToLong(Group::rows).reduce(0, Math::addExact);
        if (rows != footer.large(3, rows)) {
            throw new IllegalArgumentException(
                    "its parts have " + rows + " rows, and the whole is said to have " + footer.large(3, rows));
        }
        return new Footer(schema, groups);
    }

    private static long rows(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("a part of " + rows + " rows");
        }
        return rows;
    }

    private static ColumnChunk chunk(Path file, Column column, Thrift meta) {
        long first = meta.large(9, -1);
        long dictionary = meta.large(11, -1);
        // Some writers give the dictionary's place as that of the first page.
        long start = dictionary > 0 ? Math.min(first, dictionary) : first;
        return new ColumnChunk(
                file,
                column,
                Codec.of(meta.number(4, 0)),
                dictionary > 0 ? dictionary : -1,
                first,
                start + meta.large(7, 0),
                meta.large(5, 0));
    }

    private static ByteBuffer read(FileChannel channel, long from, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // A channel may give less than was asked for.
        }
        return bytes.rewind();
    }
}
