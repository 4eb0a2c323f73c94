package dev.graft.eval;

import dev.graft.eval.answers.Breakdown;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.measure.Resampling;
import dev.graft.eval.report.Answered;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.data.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tally of answers under each condition, from which scores and a report are made. Not safe for use by several
 * threads.
 */
public final class Tally {
    private final List<? extends Evaluator> evaluators;
    private final Map<String, Map<Condition, Breakdown>> scores = new LinkedHashMap<>();
    private final List<Answered> answered = new ArrayList<>();

    /** A tally of what some evaluators find. */
    public Tally(List<? extends Evaluator> evaluators) {
        this.evaluators = List.copyOf(evaluators);
    }

    /** Scores what the model answered to all samples under a condition. */
    public void add(Condition condition, List<Sample> samples, List<String> answers) {
        if (samples.isEmpty() || samples.size() != answers.size()) {
            throw new IllegalArgumentException("expected an answer to each of at least one sample, found "
                    + answers.size() + " answers to " + samples.size());
        }
        Resampling draws = Resampling.byImage(samples);
        List<Map<String, Double>> each = samples.stream()
                .<Map<String, Double>>map(sample -> new LinkedHashMap<>())
                .toList();
        for (Evaluator evaluator : evaluators) {
            evaluator.evaluate(samples, answers).forEach((metric, found) -> {
                scores.computeIfAbsent(metric, none -> new EnumMap<>(Condition.class))
                        .put(condition, Breakdown.of(samples, found, draws));
                for (int i = 0; i < (found.isByType() ? samples.size() : 0); i++) {
                    each.get(i).put(metric, found.score(i));
                }
            });
        }
        if (condition == Condition.IMAGES) {
            for (int i = 0; i < samples.size(); i++) {
                answered.add(Answered.of(samples.get(i), answers.get(i), each.get(i)));
            }
        }
    }

    /**
     * What has come in so far.
     *
     * @param dataset what the report calls the data set
     * @throws IllegalStateException if nothing has
     */
    public EvaluationReport report(String dataset) {
        if (scores.isEmpty()) {
            throw new IllegalStateException("no answer has been scored on " + dataset);
        }
        return new EvaluationReport(
                dataset,
                "",
                scores.entrySet().stream()
                        .map(metric -> new EvaluationReport.Metric(metric.getKey(), metric.getValue()))
                        .toList(),
                answered);
    }
}
