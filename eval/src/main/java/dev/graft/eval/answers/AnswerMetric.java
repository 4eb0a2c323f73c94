package dev.graft.eval.answers;

import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Map;

/**
 * A metric of single answers, from 0 for wrong to 1 for right; as an evaluator, the mean over the samples, in all and
 * by type.
 */
public interface AnswerMetric extends Evaluator {
    /** The name in reports, such as {@code exact_match}. */
    String name();

    /**
     * Scores one answer.
     *
     * @param prediction what the model answered; may be empty
     * @param references what humans answered, at least one
     * @return from 0, wrong, to 1, right
     */
    double score(String prediction, List<String> references);

    @Override
    default Map<String, Measurement> evaluate(List<Sample> samples, List<String> answers) {
        double[] scores = new double[samples.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(answers.get(i), samples.get(i).answers());
        }
        return Map.of(name(), Measurement.scores(scores));
    }
}
