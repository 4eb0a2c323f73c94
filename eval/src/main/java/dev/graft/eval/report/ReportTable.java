package dev.graft.eval.report;

import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Calibration;
import dev.graft.eval.measure.Score;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report as an aligned table of plain text. */
final class ReportTable {
    private static final String NO_INTERVAL = " ".repeat(" [100.00, 100.00]".length());

    private ReportTable() {}

    static String of(EvaluationReport report) {
        List<String> tables = new ArrayList<>();
        Map<String, Map<Condition, Breakdown>> ofSet = new LinkedHashMap<>();
        // Where each question has one answer, metrics tend to agree; a second table would repeat the first.
        Map<Map<Condition, Breakdown>, String> names = new LinkedHashMap<>();
        for (EvaluationReport.Metric metric : report.metrics()) {
            if (metric.conditions().values().stream().allMatch(Breakdown::isOverallOnly)) {
                ofSet.put(metric.name(), metric.conditions());
            } else {
                names.merge(metric.conditions(), metric.name(), (first, second) -> first + " = " + second);
            }
        }
        names.forEach((conditions, name) -> tables.add(of(name, conditions)));
        if (!ofSet.isEmpty()) {
            tables.add(of(report.conditions(), ofSet));
        }
        tables.add(legend(report));
        if (!report.leftOut().isEmpty()) {
            tables.add(report.leftOut().toText());
        }
        Map<Calibration, String> calibrated = new LinkedHashMap<>();
        report.calibration()
                .forEach((metric, calibration) ->
                        calibrated.merge(calibration, metric, (first, second) -> first + " = " + second));
        calibrated.forEach((calibration, metric) -> tables.add(of(metric, calibration)));
        return String.join("\n", tables);
    }

    /** A row for each metric that has no types. */
    private static String of(Set<Condition> conditions, Map<String, Map<Condition, Breakdown>> metrics) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header("metric, %", conditions));
        metrics.forEach((name, scores) -> {
            List<Breakdown> columns = conditions.stream().map(scores::get).toList();
            rows.add(row(name, columns, Breakdown::overall));
        });
        return AlignedRows.of(evened(rows));
    }

    /** Values without an interval stand under the values of those that have one. */
    private static List<List<String>> evened(List<List<String>> rows) {
        boolean intervals = rows.stream().flatMap(List::stream).anyMatch(cell -> cell.endsWith("]"));
        for (List<String> row : intervals ? rows.subList(1, rows.size()) : rows.subList(0, 0)) {
            row.subList(2, row.size()).replaceAll(cell -> cell.endsWith("]") ? cell : cell + NO_INTERVAL);
        }
        return rows;
    }

    private static List<String> header(String first, Set<Condition> conditions) {
        List<String> header = new ArrayList<>(List.of(first, "samples"));
        conditions.forEach(condition -> header.add(condition.id()));
        return header;
    }

    /** How probable the answers were held, and how many of them were right. */
    private static String of(String metric, Calibration calibration) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("probability, %", "answers", "mean", metric));
        for (Calibration.Bin bin : calibration.bins()) {
            rows.add(List.of(
                    percent(bin.low()) + " to " + percent(bin.high()),
                    Long.toString(bin.count()),
                    percent(bin.confidence()),
                    percent(bin.score())));
        }
        return AlignedRows.of(rows)
                + "expected calibration error " + percent(calibration.error())
                + ", with bins of equally many answers " + percent(calibration.adaptiveError()) + ", Brier score "
                + String.format(Locale.ROOT, "%.4f", calibration.brier()) + "\n";
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", 100 * value);
    }

    /** What the columns mean. */
    private static String legend(EvaluationReport report) {
        return report.conditions().stream()
                .map(condition -> condition.id() + ": " + condition.description() + "\n")
                .collect(Collectors.joining());
    }

    private static String of(String name, Map<Condition, Breakdown> conditions) {
        Collection<Breakdown> columns = conditions.values();
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(name + ", %", conditions.keySet()));
        rows.add(row("all", columns, Breakdown::overall));
        types(columns, Breakdown::questionTypes)
                .forEach(type -> rows.add(row(
                        "  " + type, columns, scores -> scores.questionTypes().get(type))));
        List<String> answerTypes = types(columns, Breakdown::answerTypes);
        if (!answerTypes.isEmpty()) {
            rows.add(List.of("by answer"));
            answerTypes.forEach(type -> rows.add(
                    row("  " + type, columns, scores -> scores.answerTypes().get(type))));
        }
        return AlignedRows.of(rows);
    }

    private static List<String> row(String label, Collection<Breakdown> columns, Function<Breakdown, Score> cell) {
        List<Score> scores = columns.stream()
                .map(scored -> scored == null ? null : cell.apply(scored))
                .toList();
        List<String> row = new ArrayList<>(List.of(label, counts(scores)));
        scores.forEach(score -> row.add(score == null ? "-" : text(score)));
        return row;
    }

    /** One number where all conditions have as many samples, else one for each condition. */
    private static String counts(List<Score> scores) {
        List<String> counts = scores.stream()
                .map(score -> score == null ? "0" : Long.toString(score.count()))
                .toList();
        return counts.stream().distinct().count() == 1 ? counts.get(0) : String.join("/", counts);
    }

    private static String text(Score score) {
        String value = String.format(Locale.ROOT, "%6.2f", 100 * score.value());
        return value
                + score.interval()
                        .map(interval -> String.format(
                                Locale.ROOT, " [%6.2f, %6.2f]", 100 * interval.low(), 100 * interval.high()))
                        .orElse("");
    }

    /** The types of all conditions, those with most samples first. */
    private static List<String> types(Collection<Breakdown> columns, Function<Breakdown, Map<String, Score>> part) {
        Map<String, Long> counts = columns.stream()
                .flatMap(scores -> part.apply(scores).entrySet().stream())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().count(), Math::max));
        return counts.keySet().stream()
                .sorted(Comparator.comparing((String type) -> -counts.get(type)).thenComparing(type -> type))
                .toList();
    }
}
