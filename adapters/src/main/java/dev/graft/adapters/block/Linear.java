package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear layer, x·Wᵀ + b.
 *
 * @param weight the name of W, {@code [out, in]}
 * @param bias the name of b, {@code [out]}; empty where there is none
 */
public record Linear(String weight, String bias, int in, int out, Start weightStart, Start biasStart) implements Block {
    /** Named as PyTorch's {@code nn.Linear} names its weights. */
    public static Linear of(String name, int in, int out, Initialization start) {
        return new Linear(name + ".weight", name + ".bias", in, out, start.weight(out, in), start.bias(in));
    }

    public static Linear withoutBias(String name, int in, int out, Initialization start) {
        return new Linear(name + ".weight", "", in, out, start.weight(out, in), start.bias(in));
    }

    /** The same layer with its bias starting at zero. */
    public Linear biasAtZero() {
        return new Linear(weight, bias, in, out, weightStart, Start.ZEROS);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter(weight, weightStart, out, in));
        if (!bias.isEmpty()) {
            parameters.add(new Parameter(bias, biasStart, out));
        }
        return parameters;
    }

    public Value apply(Value x, Weights weights) {
        Value product = x.matMulTransposed(weights.get(weight));
        return bias.isEmpty() ? product : product.add(weights.get(bias));
    }

    /** One of several equal parts of the outputs, counted from 0: a packed layer is several side by side. */
    public Value applyPart(int part, int parts, Value x, Weights weights) {
        if (parts == 1) {
            return apply(x, weights);
        }
        long from = (long) out / parts * part;
        long to = from + out / parts;
        Value product = x.matMulTransposed(weights.get(weight).slice(from, to, 0));
        return bias.isEmpty() ? product : product.add(weights.get(bias).slice(from, to, 0));
    }
}
