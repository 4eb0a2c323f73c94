package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/** Root mean square normalisation over the last axis (Zhang and Sennrich 2019). */
public record RmsNorm(String name, int width, float epsilon) implements PositionWise {
    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter(name + ".weight", Start.ONES, width));
    }

    @Override
    public Value apply(Value x, Weights weights) {
        Map<String, Object> attributes = Map.of("axis", -1, "epsilon", epsilon);
        return x.builder().op("SimplifiedLayerNormalization", attributes, x, weights.get(name + ".weight"));
    }
}
