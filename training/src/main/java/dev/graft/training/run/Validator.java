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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /** The loss on the samples of each source of a mixture, so that it shows which of them is forgotten. */
    private Map<String, Double> bySource(Map<String, Tensor> weights) {
        Map<String, List<TrainingSample>> sources = samples.stream()
                .collect(Collectors.groupingBy(TrainingSample::source, TreeMap::new, Collectors.toList()));
        Map<String, Double> losses = new LinkedHashMap<>();
        if (sources.size() > 1) {
            sources.forEach((name, own) ->
                    losses.put(BatchLoss.PART + name, loss.mean(own, weights).get(BatchLoss.LOSS)));
        }
        return losses;
    }

    /** Loss and accuracy; empty where nothing is held out. */
    Optional<Validation> validate(Map<String, Tensor> weights) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> parts = new LinkedHashMap<>(loss.mean(samples, weights));
        double mean = parts.remove(BatchLoss.LOSS);
        parts.putAll(bySource(weights));
        return Optional.of(new Validation(mean, parts, accuracy.apply(weights)));
    }
}
