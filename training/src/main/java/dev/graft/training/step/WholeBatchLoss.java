package dev.graft.training.step;

import dev.graft.adapters.Trainable;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A loss that compares the samples of a batch with each other, so that a batch is computed as a whole. */
public abstract class WholeBatchLoss implements BatchLoss {
    /** The stream of random numbers of validations, which no step has. */
    private static final long VALIDATION = Long.MIN_VALUE;

    private final Trainable network;
    private final Map<String, Tensor> frozen;
    private final int batch;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();

    /**
     * @param frozen weights that are not trained, by name
     * @param batch samples of a step
     */
    public WholeBatchLoss(Trainable network, Map<String, Tensor> frozen, int batch) {
        this.network = network;
        this.frozen = frozen;
        this.batch = batch;
        network.parameterShapes().forEach((name, shape) -> {
            if (!frozen.containsKey(name)) {
                gradients.put(name, Tensor.allocate(ElementType.FLOAT, shape));
            }
        });
    }

    /**
     * Computes the loss of a batch.
     *
     * @param stream of random numbers, where some are drawn
     * @param weights all of them
     * @param gradients where they are to be written, by the names of {@link TrainingGraph#gradientOut}; empty for none
     * @return the loss under {@link #LOSS}, and its parts
     */
    public abstract Map<String, Double> run(
            long stream, List<TrainingSample> samples, Map<String, Tensor> weights, Map<String, Tensor> gradients);

    @Override
    public Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        gradients.forEach((name, tensor) -> outputs.put(TrainingGraph.gradientOut(name), tensor));
        Map<String, Double> losses = run(step, samples, weights(trained), outputs);
        if (!Double.isFinite(losses.get(LOSS))) {
            throw NonFiniteLossException.at(step, losses.get(LOSS), Double.NaN, samples);
        }
        return losses;
    }

    @Override
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        network.parameterShapes().keySet().forEach(name -> all.put(name, trained.getOrDefault(name, frozen.get(name))));
        return all;
    }

    /** The mean over whole batches, since the loss grows with their size; samples that fill none are left out. */
    @Override
    public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
        int size = Math.min(batch, samples.size());
        int batches = samples.size() / size;
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < batches; i++) {
            List<TrainingSample> part = samples.subList(i * size, (i + 1) * size);
            run(VALIDATION + i, part, weights, Map.of())
                    .forEach((name, loss) -> means.merge(name, loss / batches, Double::sum));
        }
        return means;
    }
}
