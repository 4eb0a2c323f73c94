package dev.graft.eval.report;

import dev.graft.eval.Condition;
import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.measure.Calibration;
import dev.graft.eval.measure.Score;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The report of an evaluation: for each metric the scores under each condition, with counts and, where the metric is a
 * mean over samples, confidence intervals.
 *
 * @param dataset the data set's name
 * @param protocol the name by which {@code --metric} knows how answers were scored; empty where nothing was asked
 * @param metrics one entry for each metric
 * @param answers what was asked, and what was answered under {@link Condition#IMAGES}; empty where nothing was asked
 * @param leftOut what of the data was not used as it is
 */
public record EvaluationReport(
        String dataset, String protocol, List<Metric> metrics, List<Answered> answers, LeftOut leftOut) {
    public EvaluationReport {
        metrics = List.copyOf(metrics);
        answers = List.copyOf(answers);
    }

    /** A report of all the data. */
    public EvaluationReport(String dataset, String protocol, List<Metric> metrics, List<Answered> answers) {
        this(dataset, protocol, metrics, answers, LeftOut.NOTHING);
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
                "",
                scores.entrySet().stream()
                        .map(metric -> new Metric(metric.getKey(), Map.of(Condition.IMAGES, metric.getValue())))
                        .toList(),
                List.of());
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
     * The report as JSON: {@code {"dataset", "protocol", "conditions": {CONDITION: DESCRIPTION}, "intervals": {"level", "draws"},
     * "metrics": {NAME: {CONDITION: {"overall": SCORE, "question_types": {TYPE: SCORE}, "answer_types": {TYPE: SCORE}}}},
     * "left_out": {"questions": {KIND: COUNT}, "examples": {KIND: COUNT}, "cut"}, "answers": [ANSWERED]}}, where SCORE is
     * {@code {"value", "count", "low", "high", "method"}}; low and high, the ends of the interval, how it was found, and the types
     * are left out where there are none. ANSWERED is what {@link Answered} holds.
     */
    public String toJson() {
        return JsonTree.indented(ReportJson.of(this));
    }

    /**
     * Reads what {@link #toJson()} gives.
     *
     * @throws dev.graft.tensors.ModelFileException if the file is no such report
     */
    public static EvaluationReport read(Path file) {
        return ReportReader.read(file);
    }

    /**
     * How well the answers' probabilities agree with their scores, by metric that scores single answers; empty where
     * probabilities were not asked for.
     */
    public Map<String, Calibration> calibration() {
        Map<String, Calibration> calibration = new LinkedHashMap<>();
        if (!answers.isEmpty()
                && answers.stream().allMatch(answer -> answer.probability().isPresent())) {
            double[] probabilities = answers.stream()
                    .mapToDouble(answer -> answer.probability().getAsDouble())
                    .toArray();
            for (String metric : answers.get(0).scores().keySet()) {
                double[] scores = answers.stream()
                        .mapToDouble(answer -> answer.scores().getOrDefault(metric, 0.0))
                        .toArray();
                calibration.put(metric, Calibration.of(probabilities, scores));
            }
        }
        return calibration;
    }

    /** This with the probabilities of the answers, in their order. */
    public EvaluationReport withProbabilities(double[] probabilities) {
        return new EvaluationReport(
                dataset,
                protocol,
                metrics,
                IntStream.range(0, answers.size())
                        .mapToObj(i -> answers.get(i).withProbability(probabilities[i]))
                        .toList(),
                leftOut);
    }

    /** This under the name of what scored the answers. */
    public EvaluationReport by(String name) {
        return new EvaluationReport(dataset, name, metrics, answers, leftOut);
    }

    /** This of data of which more was left out. */
    public EvaluationReport leaving(LeftOut more) {
        return new EvaluationReport(dataset, protocol, metrics, answers, leftOut.and(more));
    }
}
