package dev.graft.eval.report;

import dev.graft.eval.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What several seeds came to as an aligned table of plain text. */
final class SeedTable {
    private SeedTable() {}

    static String of(SeedReport report) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header =
                new ArrayList<>(List.of("metric, %", "mean", "95 % interval", "deviation", "lowest", "highest"));
        report.seeds().forEach(seed -> header.add("seed " + seed));
        rows.add(header);
        String dataset = "";
        for (Map.Entry<List<SeedReport.Figure>, String> named : named(report).entrySet()) {
            SeedReport.Figure first = named.getKey().get(0);
            if (!first.dataset().equals(dataset)) {
                dataset = first.dataset();
                rows.add(List.of(dataset));
            }
            for (SeedReport.Figure figure : named.getKey()) {
                boolean seen = figure.condition() == Condition.IMAGES;
                rows.add(row(
                        seen
                                ? "  " + named.getValue()
                                : "    " + figure.condition().id(),
                        figure));
            }
        }
        return AlignedRows.of(rows)
                + "\nmean: of " + report.seeds().size()
                + " runs, with the interval of such means by Student's t; deviation: that of single runs\n";
    }

    /** The figures of each metric with its name; metrics that agree in all of them, as they tend to, have one row. */
    private static Map<List<SeedReport.Figure>, String> named(SeedReport report) {
        Map<List<String>, List<SeedReport.Figure>> metrics = new LinkedHashMap<>();
        for (SeedReport.Figure figure : report.figures()) {
            metrics.computeIfAbsent(List.of(figure.dataset(), figure.metric()), none -> new ArrayList<>())
                    .add(figure);
        }
        Map<List<SeedReport.Figure>, String> named = new LinkedHashMap<>();
        metrics.forEach((key, figures) -> named.merge(
                figures.stream()
                        .map(figure -> new SeedReport.Figure(figure.dataset(), "", figure.condition(), figure.values()))
                        .toList(),
                key.get(1),
                (one, same) -> one + " = " + same));
        return named;
    }

    private static List<String> row(String label, SeedReport.Figure figure) {
        List<String> row = new ArrayList<>(List.of(
                label,
                percent(figure.mean()),
                figure.interval()
                        .map(interval -> "[" + percent(interval.low()) + ", " + percent(interval.high()) + "]")
                        .orElse("-"),
                percent(figure.deviation()),
                percent(figure.lowest()),
                percent(figure.highest())));
        figure.values().forEach(value -> row.add(percent(value)));
        return row;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", 100 * value);
    }
}
