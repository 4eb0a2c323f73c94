package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.graph.Value;
import java.util.List;

/** Two linear layers with an activation in between. */
public record FeedForward(Linear first, Activation activation, Linear second) implements PositionWise {
    @Override
    public List<Parameter> parameters() {
        return Block.parameters(first, second);
    }

    @Override
    public Value apply(Value x, Weights weights) {
        return second.apply(activation.apply(first.apply(x, weights)), weights);
    }
}
