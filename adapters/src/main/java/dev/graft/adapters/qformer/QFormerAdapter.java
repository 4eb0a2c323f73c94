package dev.graft.adapters.qformer;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.TextInput;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * BLIP-2's Q-Former and its projection to the language model; with a vocabulary InstructBLIP's (Dai et al. 2023,
 * arXiv:2305.06500), whose queries read the instruction, too.
 *
 * <p>New weights are those of BERT's scheme; the projection's start as PyTorch's linear layers do.
 */
public record QFormerAdapter(QFormer network, int languageWidth) implements Adapter {
    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(network.parameters());
        if (network.spec().projection()) {
            parameters.addAll(projection().parameters());
        }
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return QFormerNames.of(convention, this);
    }

    @Override
    public int visualTokens(int featureTokens) {
        return network.spec().queries();
    }

    @Override
    public int vocabulary() {
        return network.spec().vocabulary();
    }

    @Override
    public int textTokens() {
        return readsText() ? network.spec().positions() : 0;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        if (readsText()) {
            throw new IllegalArgumentException(
                    "a Q-Former with a vocabulary reads a text besides the image, and none is given");
        }
        Weights weights = new Weights(parameters);
        return projected(network.queries(features, weights), weights);
    }

    @Override
    public Value build(GraphBuilder g, Value features, TextInput text, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        return projected(network.both(features, text, weights).queries(), weights);
    }

    private Value projected(Value queries, Weights weights) {
        return network.spec().projection() ? projection().apply(queries, weights) : queries;
    }

    private Linear projection() {
        return Linear.of(QFormerNames.PROJECTION, network.spec().width(), languageWidth, Initialization.PYTORCH);
    }
}
