package dev.graft.adapters.merger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Gemma 3's projector (arXiv:2503.19786): the square of patches is averaged down to a smaller one, its vectors are normalised by their
 * root mean square, and multiplied by a matrix that lies the other way round than a linear layer's.
 *
 * @param pooling to the square of visual tokens
 */
record PooledAdapter(
        int visionWidth,
        int featureTokens,
        int languageWidth,
        TokenReduction pooling,
        float epsilon,
        Initialization initialization)
        implements Adapter {
    static final String MODULE = "multi_modal_projector.";
    static final String MATRIX = MODULE + "mm_input_projection_weight";
    static final String NORM = MODULE + "mm_soft_emb_norm.weight";

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(MATRIX, initialization.weight(languageWidth, visionWidth), visionWidth, languageWidth),
                new Parameter(NORM, Start.ZEROS, visionWidth));
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.GEMMA3) ? WeightNames.rewritten(this, UnaryOperator.identity()) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return pooling.tokens(featureTokens);
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Value pooled = pooling.apply(features, featureTokens, visionWidth);
        Value scale = parameters.get(NORM).add(g.scalar(ElementType.FLOAT, 1));
        Map<String, Object> attributes = Map.of("axis", -1, "epsilon", epsilon);
        return g.op("SimplifiedLayerNormalization", attributes, pooled, scale).matMul(parameters.get(MATRIX));
    }
}
