package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Grid;
import dev.graft.adapters.block.Weights;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Frozen's vision network and visual prefix (Tsimpoukelli et al. 2021, arXiv:2106.13884), trained together: pixels pass
 * an {@link NfResNet}, and a linear layer makes visual tokens of its cells, pooled or each.
 *
 * <p>The features are pixels in reading order, {@code [batch, height · width, colours]}.
 *
 * @param image its rows and columns of pixels
 */
record NfResNetAdapter(Grid image, NfResNet network, ProjectionAdapter head) implements Adapter {
    @Override
    public List<Parameter> parameters() {
        return Stream.concat(network.parameters().stream(), head.parameters().stream())
                .toList();
    }

    /** Of timm's classifier, which Frozen replaces, there is nothing. */
    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.TIMM) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return head.visualTokens(head.config().featureTokens());
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Value pixels = features.transpose(0, 2, 1).reshape(0, 0, image.rows(), image.columns());
        Value map = network.apply(pixels, new Weights(parameters));
        return head.build(g, map.reshape(0, 0, -1).transpose(0, 2, 1), parameters);
    }
}
