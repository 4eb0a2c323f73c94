package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** An adapter with its weights, ready to run. */
public final class AdapterRunner implements AutoCloseable {
    private static final String FEATURES = "features";
    private static final String TOKENS = "visual_tokens";

    private final Session session;

    /** Takes copies of the weights. */
    public AdapterRunner(
            Adapter adapter, Map<String, Tensor> weights, int featureTokens, int visionWidth, SessionConfig config) {
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        for (String name : adapter.parameterShapes().keySet()) {
            parameters.put(
                    name,
                    g.constant(
                            "parameter/" + name, Constant.of(weights.get(name).copy())));
        }
        Value features = g.input(FEATURES, ElementType.FLOAT, "batch", featureTokens, visionWidth);
        g.output(TOKENS, adapter.build(g, features, parameters));
        this.session = Session.open(g.build(), config.unrounded());
    }

    /** {@code [batch, feature tokens, vision width]} to {@code [batch, visual tokens, language width]}. */
    public Tensor visualTokens(Tensor features) {
        return session.run(Map.of(FEATURES, features)).get(TOKENS);
    }

    @Override
    public void close() {
        session.close();
    }
}
