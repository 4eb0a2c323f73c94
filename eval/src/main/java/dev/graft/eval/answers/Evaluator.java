package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Map;

/** Scores the answers to a whole data set, with one metric or several that belong together. */
@FunctionalInterface
public interface Evaluator {
    /**
     * Refuses samples that it cannot score, whatever the answers; asked before any answer is made.
     *
     * @throws IllegalArgumentException naming the sample
     */
    default void check(List<Sample> samples) {}

    /**
     * Scores answers.
     *
     * @param samples at least one
     * @param answers what the model said to each sample; may be empty texts
     * @return what is found in each answer, by the metrics' names, such as {@code exact_match}, in the order of a report
     */
    Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers);
}
