package dev.graft.eval.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of a table, with cells of the same width below each other. */
final class AlignedRows {
    private static final String GAP = "  ";

    private AlignedRows() {}

    /** The first column stands to the left, the others to the right. */
    static String of(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            Stream.Builder<String> cells = Stream.builder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                cells.add(i == 0 ? row.get(i) + padding : padding + row.get(i));
            }
            table.append(cells.build().collect(Collectors.joining(GAP)).stripTrailing())
                    .append('\n');
        }
        return table.toString();
    }
}
