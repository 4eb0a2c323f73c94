package dev.graft.eval;

import java.util.List;

/** How right an answer is. */
public interface AnswerMetric {
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
}
