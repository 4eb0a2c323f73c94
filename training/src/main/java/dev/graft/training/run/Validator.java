package dev.graft.training.run;

import dev.graft.tensors.Tensor;
import dev.graft.training.progress.Validation;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.TrainingSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Measures what the adapter has learnt, on images that it does not learn from. */
public final class Validator {
    private final BatchLoss loss;
    private final List<TrainingSample> samples;
    private final Function<Map<String, Tensor>, OptionalDouble> accuracy;

    /**
     * Measures on samples.
     *
     * @param accuracy of weights, where it is measured
     */
    public Validator(
            BatchLoss loss, List<TrainingSample> samples, Function<Map<String, Tensor>, OptionalDouble> accuracy) {
        this.loss = loss;
        this.samples = samples;
        this.accuracy = accuracy;
    }

    /** Loss and accuracy; empty where nothing is held out. */
    Optional<Validation> validate(Map<String, Tensor> weights) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> parts = new LinkedHashMap<>(loss.mean(samples, weights));
        double mean = parts.remove(BatchLoss.LOSS);
        return Optional.of(new Validation(mean, parts, accuracy.apply(weights)));
    }
}
