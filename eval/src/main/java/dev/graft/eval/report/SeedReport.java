package dev.graft.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What runs with different seeds and else the same settings came to, and how much that varies.
 *
 * @param seeds one for each run
 * @param figures what all runs were measured by
 */
public record SeedReport(List<Long> seeds, List<Figure> figures) {
    public SeedReport {
        seeds = List.copyOf(seeds);
        figures = List.copyOf(figures);
    }

    /**
     * A metric on a data set.
     *
     * @param values one for each run, under {@link Condition#IMAGES}
     */
    public record Figure(String dataset, String metric, List<Double> values) {
        public Figure {
            values = List.copyOf(values);
        }

        public double mean() {
            return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        /** The standard deviation that the runs let expect of others, with one less than their number below; 0 of one. */
        public double deviation() {
            double mean = mean();
            double squares = values.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .sum();
            return values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
        }

        public double lowest() {
            return Collections.min(values);
        }

        public double highest() {
            return Collections.max(values);
        }
    }

    /**
     * The figures of runs.
     *
     * @param reports the final evaluations of each run; what not all of them have is left out
     */
    public static SeedReport of(List<Long> seeds, List<List<EvaluationReport>> reports) {
        List<Figure> figures = new ArrayList<>();
        for (EvaluationReport first : reports.get(0)) {
            for (EvaluationReport.Metric metric : first.metrics()) {
                List<Double> values = reports.stream()
                        .flatMap(run -> value(run, first.dataset(), metric.name()).stream())
                        .toList();
                if (values.size() == seeds.size()) {
                    figures.add(new Figure(first.dataset(), metric.name(), values));
                }
            }
        }
        return new SeedReport(seeds, figures);
    }

    private static Optional<Double> value(List<EvaluationReport> run, String dataset, String metric) {
        return run.stream()
                .filter(report -> report.dataset().equals(dataset))
                .flatMap(report -> report.overall(metric, Condition.IMAGES).stream())
                .map(score -> score.value())
                .findFirst();
    }

    /** The figures as a table for people, in hundredths. */
    public String toTable() {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("metric, %", "mean", "deviation", "lowest", "highest"));
        seeds.forEach(seed -> header.add("seed " + seed));
        rows.add(header);
        String dataset = "";
        for (Figure figure : figures) {
            if (!figure.dataset().equals(dataset)) {
                dataset = figure.dataset();
                rows.add(List.of(dataset));
            }
            List<String> row = new ArrayList<>(List.of("  " + figure.metric()));
            for (double value : new double[] {figure.mean(), figure.deviation(), figure.lowest(), figure.highest()}) {
                row.add(percent(value));
            }
            figure.values().forEach(value -> row.add(percent(value)));
            rows.add(row);
        }
        return AlignedRows.of(rows);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", 100 * value);
    }

    /**
     * As JSON: {@code {"seeds": [...], "datasets": {NAME: {METRIC: {"mean", "deviation", "lowest", "highest", "values": [...]}}}}}.
     */
    public String toJson() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        seeds.forEach(root.putArray("seeds")::add);
        ObjectNode datasets = root.putObject("datasets");
        for (Figure figure : figures) {
            ObjectNode node = datasets.withObjectProperty(figure.dataset())
                    .putObject(figure.metric())
                    .put("mean", figure.mean())
                    .put("deviation", figure.deviation())
                    .put("lowest", figure.lowest())
                    .put("highest", figure.highest());
            figure.values().forEach(node.putArray("values")::add);
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and names can always be written", e);
        }
    }
}
