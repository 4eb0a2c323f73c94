package dev.graft.models.data.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * A column of a schema, which holds values, or a group of columns.
 *
 * @param repeated whether it occurs any number of times
 * @param type of the values: the number of Parquet's physical type; -1 for a group
 * @param size bytes of each value where that is fixed
 * @param meaning of the values
 * @param definition how many of the columns from the root to this one may be missing
 * @param repetition how many of them are repeated
 */
record Column(
        String name,
        boolean repeated,
        int type,
        int size,
        Meaning meaning,
        int definition,
        int repetition,
        List<Column> children) {
    private static final int REQUIRED = 0;
    private static final int REPEATED = 2;
    private static final int MAX_DEPTH = 32;

    /** What values stand for, where it matters here. */
    enum Meaning {
        TEXT,
        LIST,
        OTHER
    }

    /** The root of the columns that a file's elements describe, depth first. */
    static Column tree(List<Thrift> elements) {
        int[] next = {0};
        return read(elements, next, 0, 0, 0);
    }

    boolean isLeaf() {
        return children.isEmpty();
    }

    /** The columns that hold values, in the order of a row group. */
    List<List<Column>> leaves() {
        List<List<Column>> paths = new ArrayList<>();
        collect(List.of(), paths);
        return paths;
    }

    private void collect(List<Column> above, List<List<Column>> paths) {
        for (Column child : children) {
            List<Column> path = new ArrayList<>(above);
            path.add(child);
            if (child.isLeaf()) {
                paths.add(path);
            } else {
                child.collect(path, paths);
            }
        }
    }

    private static Column read(List<Thrift> elements, int[] next, int definition, int repetition, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("columns are nested too deep");
        }
        Thrift element = elements.get(next[0]++);
        int occurs = depth == 0 ? REQUIRED : element.number(3, REQUIRED);
        int defined = definition + (occurs == REQUIRED ? 0 : 1);
        int repeats = repetition + (occurs == REPEATED ? 1 : 0);
        List<Column> children = new ArrayList<>();
        for (int i = element.number(5, 0); i > 0; i--) {
            children.add(read(elements, next, defined, repeats, depth + 1));
        }
        return new Column(
                element.text(4),
                occurs == REPEATED,
                children.isEmpty() ? element.number(1, -1) : -1,
                element.number(2, 0),
                meaning(element),
                defined,
                repeats,
                children);
    }

    private static Meaning meaning(Thrift element) {
        Thrift logical = element.has(10) ? element.struct(10) : null;
        int converted = element.number(6, -1);
        boolean text = converted == 0 || converted == 4 || converted == 19;
        if (text || logical != null && (logical.has(1) || logical.has(4) || logical.has(12))) {
            return Meaning.TEXT;
        }
        return converted == 3 || logical != null && logical.has(3) ? Meaning.LIST : Meaning.OTHER;
    }
}
