package dev.graft.adapters.projection;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A projection of feature vectors into the language model's space by one linear layer or several: Frozen's visual prefix,
 * MiniGPT-4's {@code llama_proj}, LLaVA's {@code multi_modal_projector}.
 *
 * <p>References: Tsimpoukelli et al. 2021, arXiv:2106.13884; Zhu et al. 2023, arXiv:2304.10592; Liu et al. 2023,
 * arXiv:2310.03744.
 */
public record ProjectionAdapter(ProjectionConfig config) implements Adapter {
    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        if (config.norms().input()) {
            parameters.addAll(inputNorm().parameters());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            parameters.addAll(linear(layer).parameters());
        }
        if (config.norms().output()) {
            parameters.addAll(outputNorm().parameters());
        }
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return ProjectionNames.of(convention, config);
    }

    @Override
    public int visualTokens(int featureTokens) {
        return Sizes.product(config.reduction().tokens(featureTokens), config.tokens());
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value x = config.reduction().apply(features, config.featureTokens(), config.visionWidth());
        if (config.norms().input()) {
            x = inputNorm().apply(x, weights);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            if (layer > 0) {
                x = config.activation().apply(x);
            }
            x = linear(layer).apply(x, weights);
        }
        if (config.tokens() > 1) {
            x = x.reshape(0, visualTokens(config.featureTokens()), config.languageWidth());
        }
        return config.norms().output() ? outputNorm().apply(x, weights) : x;
    }

    private Linear linear(int layer) {
        boolean last = layer == config.layers() - 1;
        Initialization start =
                last ? config.initialization() : config.initialization().beforeLast();
        String name = ProjectionNames.layer(config, layer);
        return config.bias()
                ? Linear.of(name, config.inWidth(layer), config.outWidth(layer), start)
                : Linear.withoutBias(name, config.inWidth(layer), config.outWidth(layer), start);
    }

    private LayerNorm inputNorm() {
        return new LayerNorm(
                ProjectionNames.INPUT_NORM, config.inputWidth(), config.norms().epsilon());
    }

    private LayerNorm outputNorm() {
        return new LayerNorm(
                ProjectionNames.OUTPUT_NORM,
                config.languageWidth(),
                config.norms().epsilon());
    }
}
