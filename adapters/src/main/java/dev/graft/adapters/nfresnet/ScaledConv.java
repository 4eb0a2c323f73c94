package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * A convolution with scaled weight standardisation (Brock et al. 2021, arXiv:2101.08692, section 4): each output's
 * weights W have mean zero and variance 1 / inputs, times the gain of the nonlinearity before, so that the variance of
 * the signal stays as it is without normalising it:
 *
 * <pre>Ŵ = gain · γ · (W - mean(W)) / √(N · (var(W) + ε)), N inputs of an output</pre>
 *
 * <p>As timm writes it, which differs from the paper's code in where ε stands. Zeros are padded so that a stride of 1
 * keeps the size.
 *
 * @param kernel height and width of the window
 * @param gamma of the nonlinearity before
 * @param gain where the learnt gains start
 */
record ScaledConv(String name, int in, int out, int kernel, int stride, double gamma, float epsilon, Start gain)
        implements Block {
    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(
                        name + ".weight", Start.normal(1 / Math.sqrt((double) inputs())), out, in, kernel, kernel),
                new Parameter(name + ".bias", Start.ZEROS, out),
                new Parameter(name + ".gain", gain, out, 1, 1, 1));
    }

    private long inputs() {
        return (long) in * kernel * kernel;
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height / stride, width / stride]}, rounded up. */
    Value apply(Value x, Weights weights) {
        return apply(x, 1, 1, weights);
    }

    /** {@code after} · conv({@code before} · x); the factors are taken into the weights, which are fewer. */
    Value apply(Value x, double before, double after, Weights weights) {
        long side = kernel / 2;
        Map<String, Object> window = Map.of(
                "kernel_shape", new long[] {kernel, kernel},
                "strides", new long[] {stride, stride},
                "pads", new long[] {side, side, side, side});
        Value bias = weights.get(name + ".bias");
        return x.builder()
                .op("Conv", window, x, standardised(before * after, weights), after == 1 ? bias : bias.multiply(after));
    }

    private Value standardised(double factor, Weights weights) {
        Value rows = weights.get(name + ".weight").reshape(out, inputs());
        Value centred = rows.subtract(rows.mean(true, 1));
        Value deviation = centred.square().mean(true, 1).add(epsilon).squareRoot();
        Value scale =
                weights.get(name + ".gain").reshape(out, 1).multiply(factor * gamma / Math.sqrt((double) inputs()));
        return centred.multiply(scale.divide(deviation)).reshape(out, in, kernel, kernel);
    }
}
