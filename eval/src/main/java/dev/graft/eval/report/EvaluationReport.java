package dev.graft.eval.report;

import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.answers.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report of an evaluation: for each metric the scores under each condition, with counts and, where the metric is a
 * mean over samples, confidence intervals.
 *
 * @param dataset the data set's name
 * @param metrics one entry for each metric
 */
public record EvaluationReport(String dataset, List<Metric> metrics) {
    public EvaluationReport {
        metrics = List.copyOf(metrics);
    }

    /**
     * The scores of one metric.
     *
     * @param name the metric's name
     * @param conditions the scores by condition; a condition that was not run is absent
     */
    public record Metric(String name, Map<Condition, Breakdown> conditions) {
        public Metric {
            conditions = Collections.unmodifiableMap(new EnumMap<>(conditions));
        }
    }

    /** A report of metrics that have no controls, all under {@link Condition#IMAGES}. */
    public static EvaluationReport of(String dataset, Map<String, Breakdown> scores) {
        return new EvaluationReport(
                dataset,
                scores.entrySet().stream()
                        .map(metric -> new Metric(metric.getKey(), Map.of(Condition.IMAGES, metric.getValue())))
                        .toList());
    }

    /** The conditions that were run. */
    public Set<Condition> conditions() {
        EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
        metrics.forEach(metric -> conditions.addAll(metric.conditions().keySet()));
        return conditions;
    }

    /** The scores of a metric under a condition over all samples; empty where there are none. */
    public Optional<Score> overall(String metric, Condition condition) {
        return metrics.stream()
                .filter(found -> found.name().equals(metric))
                .flatMap(found -> Optional.ofNullable(found.conditions().get(condition)).stream())
                .map(Breakdown::overall)
                .findFirst();
    }

    /**
     * The report as a table for people, in hundredths, with 95 % intervals where there are such: a row for each type of
     * question, the commonest first, and a row for each metric that is of the whole set only.
     */
    public String toTable() {
        return ReportTable.of(this);
    }

    /**
     * The report as JSON: {@code {"dataset", "conditions": {CONDITION: DESCRIPTION}, "metrics": {NAME: {CONDITION:
     * {"overall": SCORE, "question_types": {TYPE: SCORE}, "answer_types": {TYPE: SCORE}}}}}}, where SCORE is {@code {"value",
     * "count", "low", "high"}}; low and high, the ends of the interval, and the types are left out where there are none.
     */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** Writes {@link #toJson()} to a file, straight, as that which a user names may be a device or a pipe. */
    public void writeJson(Path file) throws IOException {
        Files.writeString(file, toJson());
    }
}
