package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * A bottleneck block without normalisation (Brock et al. 2021): {@code x + α · f(relu(x) · β)}, where 1/β is the standard
 * deviation of x as it follows from the blocks before. Where it changes width or size, the shortcut starts behind
 * {@code relu(x) · β} and is averaged and projected.
 *
 * @param middle the width within
 * @param stride of the middle convolution
 */
record NfBlock(String name, int in, int out, int middle, int stride, double alpha, double beta, float epsilon)
        implements Block {
    /**
     * Brings the variance of relu(x) back to that of x. The number of the authors' code and of timm, found by sampling;
     * √(2 / (1 - 1/π)) is 1.7129.
     */
    static final double GAMMA = 1.7139588594436646;

    @Override
    public List<Parameter> parameters() {
        return changes()
                ? Block.parameters(downsample(), conv(1), conv(2), conv(3))
                : Block.parameters(conv(1), conv(2), conv(3));
    }

    private boolean changes() {
        return in != out || stride != 1;
    }

    private ScaledConv downsample() {
        return new ScaledConv(name + "downsample.conv", in, out, 1, 1, GAMMA, epsilon, Start.ONES);
    }

    /** The last starts at zero, so that the block starts as its shortcut. */
    private ScaledConv conv(int number) {
        String conv = name + "conv" + number;
        return switch (number) {
            case 1 -> new ScaledConv(conv, in, middle, 1, 1, GAMMA, epsilon, Start.ONES);
            case 2 -> new ScaledConv(conv, middle, middle, 3, stride, GAMMA, epsilon, Start.ONES);
            default -> new ScaledConv(conv, middle, out, 1, 1, GAMMA, epsilon, Start.ZEROS);
        };
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height / stride, width / stride]}, rounded up. */
    Value apply(Value x, Weights weights) {
        Value active = x.relu();
        Value shortcut = changes() ? downsample().apply(averaged(active), beta, 1, weights) : x;
        Value hidden = conv(1).apply(active, beta, 1, weights).relu();
        hidden = conv(2).apply(hidden, weights).relu();
        return conv(3).apply(hidden, 1, alpha, weights).add(shortcut);
    }

    private Value averaged(Value x) {
        return stride == 1
                ? x
                : x.builder()
                        .op(
                                "AveragePool",
                                Map.of(
                                        "kernel_shape", new long[] {stride, stride},
                                        "strides", new long[] {stride, stride},
                                        "ceil_mode", 1),
                                x);
    }
}
