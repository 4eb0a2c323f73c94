package dev.graft.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Labels and values in two columns; a value too long for a line goes on below. */
public final class Rows {
    private static final int VALUE_WIDTH = 100;

    private record Row(String label, String value) {}

    private final List<Row> rows = new ArrayList<>();

    /** A label that repeats the one before is left blank. */
    public void add(String label, String value) {
        rows.add(new Row(label, value));
    }

    /** An empty line and a title. */
    public void section(String title) {
        rows.add(new Row("", title));
    }

    @Override
    public String toString() {
        int width = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0) + 2;
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Row row : rows) {
            if (row.label.isEmpty()) {
                text.append('\n').append(row.value).append('\n');
            } else {
                String label = row.label.equals(last) ? "" : row.label;
                for (String line : lines(row.value)) {
                    text.append(label)
                            .append(" ".repeat(width - label.length()))
                            .append(line)
                            .append('\n');
                    label = "";
                }
            }
            last = row.label;
        }
        return text.toString().stripTrailing();
    }

    private static List<String> lines(String value) {
        List<String> lines = new ArrayList<>();
        String rest = value;
        while (rest.length() > VALUE_WIDTH && rest.lastIndexOf(' ', VALUE_WIDTH) > 0) {
            int end = rest.lastIndexOf(' ', VALUE_WIDTH);
            lines.add(rest.substring(0, end));
            rest = rest.substring(end + 1);
        }
        lines.add(rest);
        return lines;
    }
}
