package dev.graft.eval.choice;

import dev.graft.eval.answers.AnswerMetric;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.List;

/**
 * Multiple choice by likelihood: the model chooses the answer that it would most probably write, as lm-evaluation-harness
 * measures {@code acc}; right is what the data set says.
 */
public final class LikeliestChoice implements AnswerMetric, Protocol {
    @Override
    public String id() {
        return "choice";
    }

    @Override
    public boolean chooses() {
        return true;
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public boolean suits(List<Sample> samples) {
        return samples.stream().noneMatch(sample -> sample.choices().isEmpty());
    }

    @Override
    public void check(List<Sample> samples) {
        for (Sample sample : samples) {
            if (!sample.choices().contains(sample.target())) {
                throw new InvalidInputException("sample '" + sample.id() + "' (record " + sample.record() + ") "
                        + (sample.choices().isEmpty()
                                ? "has no answers to choose from; measure it by another --metric"
                                : "is answered by \"" + sample.target() + "\", which is none of its choices "
                                        + sample.choices()));
            }
        }
    }

    @Override
    public String name() {
        return "choice_accuracy";
    }

    @Override
    public double score(String prediction, List<String> references) {
        return references.contains(prediction) ? 1 : 0;
    }
}
