package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.graph.Value;
import java.util.List;

/** Gated feed-forward layers, down(activation(gate(x)) · up(x)) (Shazeer 2020), without biases, as LLaMA and Idefics2 name it. */
public record GatedFeedForward(Linear gate, Linear up, Linear down, Activation activation) implements PositionWise {
    public static GatedFeedForward of(
            String name, int in, int hidden, int out, Activation activation, Initialization start) {
        return new GatedFeedForward(
                Linear.withoutBias(name + ".gate_proj", in, hidden, start),
                Linear.withoutBias(name + ".up_proj", in, hidden, start),
                Linear.withoutBias(name + ".down_proj", hidden, out, start),
                activation);
    }

    @Override
    public List<Parameter> parameters() {
        return Block.parameters(gate, up, down);
    }

    @Override
    public Value apply(Value x, Weights weights) {
        Value gated = activation.apply(gate.apply(x, weights)).multiply(up.apply(x, weights));
        return down.apply(gated, weights);
    }
}
