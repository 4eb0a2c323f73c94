package dev.graft.adapters.tuning;

import dev.graft.adapters.Trainable;
import dev.graft.graph.Graph;
import java.util.Map;

/**
 * A trained change of a frozen model, such as low-rank additions to its products (LoRA, Hu et al. 2021). It has weights of
 * its own, and rewrites the frozen model's graph so that the graph reads them; what is frozen stays so.
 */
public interface Tuning extends Trainable {
    /**
     * The changed graph.
     *
     * @param frozen the graph as it was; its inputs and outputs are those of the changed one too
     * @param inputs the name of the further input by which each weight comes in, FLOAT of the weight's shape, by the
     *     weight's name in {@link #parameters}
     * @throws dev.graft.tensors.InvalidInputException if the graph has nothing that is to be changed
     */
    Graph apply(Graph frozen, Map<String, String> inputs);
}
