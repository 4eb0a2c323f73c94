package dev.graft.models.data.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.parquet.Column.Meaning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the values of the columns of a group together to rows, as the paper on Dremel describes it. Bytes that are no text
 * become the place where they are found again.
 */
final class RowAssembler {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Column schema;
    private final List<List<Column>> paths;
    private final List<Cursor> cursors = new ArrayList<>();

    RowAssembler(FileChannel channel, Column schema, Footer.Group group) throws IOException {
        this.schema = schema;
        this.paths = schema.leaves();
        for (ColumnChunk chunk : group.chunks()) {
            Cursor cursor = new Cursor(channel, chunk);
            if (!cursor.advance() && group.rows() > 0) {
                throw new IOException("the column '" + chunk.column().name() + "' is empty");
            }
            cursors.add(cursor);
        }
    }

    /** The next row, of which there must be one. */
    ObjectNode next() throws IOException {
        ObjectNode row = JSON.objectNode();
        for (int i = 0; i < cursors.size(); i++) {
            List<Column> path = paths.get(i);
            int[] indices = new int[path.size()];
            Cursor cursor = cursors.get(i);
            do {
                put(row, path, indices, cursor);
            } while (cursor.advance() && cursor.repetition() > 0);
        }
        return (ObjectNode) simple(schema, row);
    }

    private static void put(ObjectNode row, List<Column> path, int[] indices, Cursor cursor) throws IOException {
        ObjectNode group = row;
        for (int k = 0; k < path.size(); k++) {
            Column column = path.get(k);
            boolean there = cursor.definition() >= column.definition();
            if (!column.repeated() && !there) {
                group.putNull(column.name());
                return;
            }
            JsonNode value = column.isLeaf() && there ? value(column, cursor) : null;
            if (column.repeated()) {
                ArrayNode elements = group.withArrayProperty(column.name());
                if (!there) {
                    return;
                }
                if (cursor.repetition() <= column.repetition()) {
                    indices[k] = cursor.repetition() < column.repetition() ? 0 : indices[k] + 1;
                }
                while (elements.size() <= indices[k]) {
                    elements.add(value == null ? JSON.objectNode() : value);
                }
                value = elements.get(indices[k]);
            } else if (value == null) {
                value = group.withObjectProperty(column.name());
            } else {
                group.set(column.name(), value);
            }
            if (!column.isLeaf()) {
                group = (ObjectNode) value;
            }
        }
    }

    private static JsonNode value(Column column, Cursor cursor) throws IOException {
        Object value = cursor.value();
        if (value instanceof ByteBuffer bytes) {
            return column.meaning() == Meaning.TEXT ? JSON.textNode(text(bytes)) : JSON.pojoNode(cursor.cell());
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        return value instanceof Boolean flag ? JSON.booleanNode(flag) : JSON.numberNode((Double) value);
    }

    private static String text(ByteBuffer bytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(bytes.duplicate())
                .toString();
    }

    /** Without the two columns that Parquet puts around each element of a list. */
    private static JsonNode simple(Column column, JsonNode node) {
        if (column.isLeaf() || node.isNull()) {
            return node;
        }
        if (column.meaning() == Meaning.LIST && column.children().size() == 1) {
            Column repeated = column.children().get(0);
            ArrayNode list = JSON.arrayNode();
            boolean wrapped = repeated.children().size() == 1;
            Column element = wrapped ? repeated.children().get(0) : repeated;
            for (JsonNode each : node.path(repeated.name())) {
                JsonNode inner = wrapped ? each.path(element.name()) : each;
                list.add(inner.isMissingNode() ? JSON.nullNode() : simple(element, inner));
            }
            return list;
        }
        ObjectNode group = (ObjectNode) node;
        for (Column child : column.children()) {
            JsonNode value = group.get(child.name());
            if (value != null && value.isArray() && child.repeated() && !child.isLeaf()) {
                ArrayNode list = JSON.arrayNode();
                value.forEach(each -> list.add(simple(child, each)));
                group.set(child.name(), list);
            } else if (value != null) {
                group.set(child.name(), simple(child, value));
            }
        }
        return group;
    }
}
