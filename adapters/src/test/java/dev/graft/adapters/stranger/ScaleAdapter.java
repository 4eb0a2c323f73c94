package dev.graft.adapters.stranger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/** Scales and moves each element of feature vectors. */
record ScaleAdapter(int width, double start) implements Adapter {
    static final String SCALE = "scale";
    static final String SHIFT = "shift";

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(SCALE, Start.constant((float) start), width), new Parameter(SHIFT, Start.ZEROS, width));
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(ScaleFamily.NAMES)
                ? WeightNames.rewritten(this, name -> "scaler.module." + name)
                : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return featureTokens;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        return features.multiply(parameters.get(SCALE)).add(parameters.get(SHIFT));
    }
}
