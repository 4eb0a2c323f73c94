package dev.graft.training;

import dev.graft.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures what the adapter has learnt, on images that it does not learn from. */
final class Validator {
    private final TrainingStep step;
    private final Batcher batcher;
    private final int microBatch;
    private final List<TrainingSample> samples;
    private final HeldOutQuestions questions;

    Validator(
            TrainingStep step,
            Batcher batcher,
            int microBatch,
            List<TrainingSample> samples,
            HeldOutQuestions questions) {
        this.step = step;
        this.batcher = batcher;
        this.microBatch = microBatch;
        this.samples = samples;
        this.questions = questions;
    }

    /** Loss and accuracy; empty where nothing is held out. */
    Optional<Validation> validate(Map<String, Tensor> weights) {
        return samples.isEmpty()
                ? Optional.empty()
                : Optional.of(new Validation(loss(weights), questions.accuracy(weights)));
    }

    private double loss(Map<String, Tensor> weights) {
        double weight = 1.0 / TrainingSample.targets(samples);
        double loss = 0;
        for (int from = 0; from < samples.size(); from += microBatch) {
            List<TrainingSample> part = samples.subList(from, Math.min(from + microBatch, samples.size()));
            loss += step.loss(batcher.batch(part), weight, weights);
        }
        return loss;
    }
}
