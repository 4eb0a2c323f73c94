package dev.graft.adapters;

import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that is trained: an {@link Adapter}, or what becomes one after a stage of training with other objectives.
 *
 * <p>It is a value and holds no weights; they are passed by name, in PyTorch's layout.
 */
public interface Trainable {
    /** The weights in the order in which they are used. */
    List<Parameter> parameters();

    /** The shapes of the weights by name, in the order in which they are used. */
    default Map<String, long[]> parameterShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        return shapes;
    }

    /**
     * What a convention calls the weights, by their names in {@link #parameters} and in that order; empty where it has
     * no names for a network like this one.
     */
    Map<String, String> names(WeightNames convention);

    /** Weights to start the training from; the same seed gives the same weights. */
    default Map<String, Tensor> initialise(long seed) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        parameters()
                .forEach(parameter -> weights.put(
                        parameter.name(), parameter.start().tensor(seed, parameter.name(), parameter.shape())));
        return weights;
    }
}
