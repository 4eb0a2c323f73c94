package dev.graft.adapters.gated;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * Aya Vision's projector (Dash et al. 2025, arXiv:2505.08751): a layer normalisation and two linear layers, between which one half of
 * the numbers gates the other (Shazeer 2020, arXiv:2002.05202).
 *
 * @param hidden the width between the layers, of both halves
 */
public record GatedAdapter(GatedSpec spec, int visionWidth, int featureTokens, int hidden, int languageWidth)
        implements Adapter {
    private static final String PROJECTOR = "multi_modal_projector.";
    static final String NORM = PROJECTOR + "layernorm.weight";
    static final String FIRST = PROJECTOR + "linear_1.weight";
    static final String LAST = PROJECTOR + "linear_2.weight";

    @Override
    public List<Parameter> parameters() {
        return Block.parameters(norm(), first(), last());
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.AYA_VISION) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return reduction().tokens(featureTokens);
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value vectors = norm().apply(reduction().apply(features, featureTokens, visionWidth), weights);
        Value both = first().apply(vectors, weights);
        Value gate = Activation.of(spec.activation()).apply(both.slice(hidden / 2, hidden, 2));
        return last().apply(gate.multiply(both.slice(0, hidden / 2, 2)), weights);
    }

    private TokenReduction reduction() {
        return TokenReduction.parse(spec.reduction());
    }

    private int width() {
        return reduction().width(visionWidth);
    }

    private LayerNorm norm() {
        return new LayerNorm(PROJECTOR + "layernorm", width(), (float) spec.normEpsilon());
    }

    private Linear first() {
        return Linear.of(PROJECTOR + "linear_1", width(), hidden, start().beforeLast());
    }

    private Linear last() {
        return Linear.of(PROJECTOR + "linear_2", hidden / 2, languageWidth, start());
    }

    private Initialization start() {
        return Initialization.of(spec.initialization());
    }
}
