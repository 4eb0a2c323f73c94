package dev.graft.eval.answers;

import java.util.List;

/**
 * The match of class names to the letter, 1 if the answer is the name and nothing else, else 0: Frozen's rule for
 * open-ended few-shot classification (Tsimpoukelli et al. 2021), where the model is to say the name and then to end.
 *
 * <p>The answer must have had room for more tokens than the name has; one that was cut off looks like one that ended.
 */
public final class OpenEndedMatch implements AnswerMetric, Protocol {
    @Override
    public String id() {
        return "open-ended";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "open_ended_match";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return references.contains(prediction.strip()) ? 1 : 0;
    }
}
