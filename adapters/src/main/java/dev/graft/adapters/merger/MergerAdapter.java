package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.PositionWise;
import dev.graft.adapters.block.RmsNorm;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The {@code PatchMerger} of Qwen2-VL (Wang et al. 2024, arXiv:2409.12191) and Qwen2.5-VL (Bai et al. 2025, arXiv:2502.13923):
 * all vectors of a block of patches are normalised, joined into one and taken through two linear layers to one visual token.
 *
 * @param visionWidth the width of a vector
 * @param joinedWidth the width of all vectors of a block together
 * @param rootMeanSquare how vectors are normalised; else by mean and variance
 */
record MergerAdapter(
        int visionWidth,
        int joinedWidth,
        int hiddenWidth,
        int languageWidth,
        Activation activation,
        boolean rootMeanSquare,
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

    /** Those of a block, which the width of the first layer tells. */
    @Override
    public OptionalInt settledVectors() {
        return OptionalInt.of(joinedWidth / visionWidth);
    }

    @Override
    public int visualTokens(int featureTokens) {
        return 1;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value joined = norm().apply(features, weights).reshape(0, 1, joinedWidth);
        return last().apply(activation.apply(first().apply(joined, weights)), weights);
    }

    private PositionWise norm() {
        String name = MODULE + "ln_q";
        return rootMeanSquare ? new RmsNorm(name, visionWidth, epsilon) : new LayerNorm(name, visionWidth, epsilon);
    }

    private Linear first() {
        return Linear.of(MODULE + "mlp.0", joinedWidth, hiddenWidth, initialization.beforeLast());
    }

    private Linear last() {
        return Linear.of(MODULE + "mlp.2", hiddenWidth, languageWidth, initialization);
    }
}
