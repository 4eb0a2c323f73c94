package dev.graft.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.Condition;
import dev.graft.eval.measure.Interval;
import dev.graft.eval.measure.StudentT;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
     * A metric on a data set under a condition.
     *
     * @param values one for each run
     */
    public record Figure(String dataset, String metric, Condition condition, List<Double> values) {
        public Figure {
            values = List.copyOf(values);
        }

        public double mean() {
            return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        /**
         * Where the mean over all seeds lies, by Student's t; empty of one run, and where all come to the same, as if another
         * could not be. Of few runs it is wide, and may reach beyond what the metric can be.
         */
        public Optional<Interval> interval() {
            if (deviation() == 0) {
                return Optional.empty();
            }
            double half =
                    new StudentT(values.size() - 1).quantile(Interval.LEVEL) * deviation() / Math.sqrt(values.size());
            return Optional.of(new Interval(mean() - half, mean() + half, Interval.Method.STUDENT));
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
                for (Condition condition : metric.conditions().keySet()) {
                    List<Double> values = reports.stream()
                            .flatMap(run -> value(run, first.dataset(), metric.name(), condition).stream())
                            .toList();
                    if (values.size() == seeds.size()) {
                        figures.add(new Figure(first.dataset(), metric.name(), condition, values));
                    }
                }
            }
        }
        return new SeedReport(seeds, figures);
    }

    private static Optional<Double> value(
            List<EvaluationReport> run, String dataset, String metric, Condition condition) {
        return run.stream()
                .filter(report -> report.dataset().equals(dataset))
                .flatMap(report -> report.overall(metric, condition).stream())
                .map(score -> score.value())
                .findFirst();
    }

    /**
     * The seeds that a file of such a report names.
     *
     * @throws dev.graft.tensors.ModelFileException if it is none
     */
    public static List<Long> seeds(Path file) {
        ReportNode root =
                new ReportNode(file, "", JsonFile.read(file, JsonNode.class)).with(List.of("seeds", "datasets"));
        return root.get("seeds").elements(ReportNode::whole);
    }

    /** The figures as a table for people, in hundredths, the controls below what they are of. */
    public String toTable() {
        return SeedTable.of(this);
    }

    /**
     * As JSON: {@code {"seeds": [...], "datasets": {NAME: {METRIC: {CONDITION: {"mean", "low", "high", "deviation", "lowest",
     * "highest", "values": [...]}}}}}}, with the ends of the interval left out where there is none.
     */
    public String toJson() {
        ObjectNode root = JsonTree.object();
        seeds.forEach(root.putArray("seeds")::add);
        ObjectNode datasets = root.putObject("datasets");
        for (Figure figure : figures) {
            ObjectNode node = datasets.withObjectProperty(figure.dataset())
                    .withObjectProperty(figure.metric())
                    .putObject(figure.condition().id())
                    .put("mean", figure.mean());
            figure.interval()
                    .ifPresent(interval -> node.put("low", interval.low()).put("high", interval.high()));
            node.put("deviation", figure.deviation())
                    .put("lowest", figure.lowest())
                    .put("highest", figure.highest());
            figure.values().forEach(node.putArray("values")::add);
        }
        return JsonTree.indented(root);
    }
}
