package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.graph.Value;
import java.util.List;

/** Layer normalisation over the last axis (Ba et al. 2016), starting as the identity. */
public record LayerNorm(String name, int width, float epsilon) implements PositionWise {
    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(name + ".weight", Start.ONES, width), new Parameter(name + ".bias", Start.ZEROS, width));
    }

    @Override
    public Value apply(Value x, Weights weights) {
        return x.layerNorm(weights.get(name + ".weight"), weights.get(name + ".bias"), epsilon);
    }
}
