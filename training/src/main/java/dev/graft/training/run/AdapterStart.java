package dev.graft.training.run;

import dev.graft.adapters.Trainable;
import dev.graft.adapters.TrainedParameters;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The weights that a stage of training starts with.
 *
 * @param trained by name
 * @param frozen those that stay as they are
 */
public record AdapterStart(Map<String, Tensor> trained, Map<String, Tensor> frozen) {
    /** @param weights of the adapter, all of them */
    public static AdapterStart of(Trainable adapter, TrainedParameters selection, Map<String, Tensor> weights) {
        Set<String> names = selection.of(adapter);
        Map<String, Tensor> trained = new LinkedHashMap<>();
        Map<String, Tensor> frozen = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> (names.contains(name) ? trained : frozen).put(name, tensor));
        return new AdapterStart(trained, frozen);
    }

    /** The number of weights that are trained. */
    public long trainedElements() {
        return trained.values().stream().mapToLong(Tensor::size).sum();
    }
}
