package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;

/** The loss of an objective on batches of samples, and its gradients. */
public interface BatchLoss extends AutoCloseable {
    /** The key of the loss itself among the figures; its parts, where it has some, begin with {@link #PART}. */
    String LOSS = "loss";

    String PART = "loss/";

    /**
     * Computes the loss of a batch and the gradients of the trained weights.
     *
     * @param step the number of the optimiser's step, from which what is drawn at random follows
     * @param trained the weights that are trained, by name
     * @return the loss under {@link #LOSS}, and its parts
     * @throws NonFiniteLossException if the loss is no number
     */
    Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained);

    /**
     * How many terms the mean of a batch is over, by which batches of several processes are weighed: samples, where no
     * smaller parts of them count.
     */
    default long terms(List<TrainingSample> samples) {
        return samples.size();
    }

    /** The gradients of the last batch; overwritten by the next. */
    Map<String, Tensor> gradients();

    /** All weights: those that are trained, as given, and the frozen ones. */
    Map<String, Tensor> weights(Map<String, Tensor> trained);

    /** The mean loss of samples without gradients, as {@link #accumulate} gives it. */
    Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights);

    /** Closes the sessions that it runs in. */
    @Override
    void close();
}
