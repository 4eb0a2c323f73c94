package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.util.Map;

/**
 * The place where gradients of other processes that train the same weights come in: between the gradients of a batch and
 * the optimiser's step, so before clipping.
 */
@FunctionalInterface
public interface GradientExchange {
    /** One process alone. */
    GradientExchange NONE = (gradients, terms) -> gradients;

    /**
     * The gradients of the mean loss over the batches of all processes: {@code Σ terms·gradient / Σ terms}. Every process
     * must get the same bits, whichever comes first.
     *
     * @param gradients of the mean loss of this process's batch, by the name of the weight
     * @param terms what the mean is over, see {@link BatchLoss#terms}
     * @return gradients of the same names and shapes; they may be the given tensors, overwritten
     */
    Map<String, Tensor> exchange(Map<String, Tensor> gradients, long terms);
}
