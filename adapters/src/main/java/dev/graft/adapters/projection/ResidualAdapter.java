package dev.graft.adapters.projection;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * Feature vectors with a correction that is learnt, x + W₂·f(W₁·x), as CLIP-Adapter corrects those of a trained CLIP (Gao et al.
 * 2021, arXiv:2110.04544). W₂ starts at zero, so that a training begins with what the encoder gives; CLIP-Adapter weighs both
 * parts by a fixed ratio instead.
 *
 * @param width of the feature vectors and of the visual tokens
 * @param hiddenWidth of what lies between the layers
 */
public record ResidualAdapter(int width, int hiddenWidth, Activation activation) implements Adapter {
    @Override
    public List<Parameter> parameters() {
        return Block.parameters(down(), up());
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return featureTokens;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        return features.add(up().apply(activation.apply(down().apply(features, weights)), weights));
    }

    private Linear down() {
        return Linear.of("residual.down", width, hiddenWidth, Initialization.PYTORCH);
    }

    private Linear up() {
        return Linear.of("residual.up", hiddenWidth, width, Initialization.ZERO_LAST);
    }
}
