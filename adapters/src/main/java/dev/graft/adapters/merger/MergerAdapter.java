package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Qwen2-VL's {@code PatchMerger} (Wang et al. 2024, arXiv:2409.12191): all vectors of a block of patches are normalised, joined
 * into one and taken through two linear layers to one visual token.
 *
 * @param visionWidth the width of a vector
 * @param joinedWidth the width of all vectors of a block together
 */
record MergerAdapter(
        int visionWidth,
        int joinedWidth,
        int hiddenWidth,
        int languageWidth,
        Activation activation,
        float epsilon,
        Initialization initialization)
        implements Adapter {
    static final String MODULE = "visual.merger.";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(norm().parameters());
        parameters.addAll(first().parameters());
        parameters.addAll(last().parameters());
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.QWEN2_VL)
                ? WeightNames.rewritten(this, UnaryOperator.identity())
                : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return 1;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value joined = norm().apply(features, weights).reshape(-1, 1, joinedWidth);
        return last().apply(activation.apply(first().apply(joined, weights)), weights);
    }

    private LayerNorm norm() {
        return new LayerNorm(MODULE + "ln_q", visionWidth, epsilon);
    }

    private Linear first() {
        return Linear.of(MODULE + "mlp.0", joinedWidth, hiddenWidth, initialization.beforeLast());
    }

    private Linear last() {
        return Linear.of(MODULE + "mlp.2", hiddenWidth, languageWidth, initialization);
    }
}
