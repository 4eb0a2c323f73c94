package dev.graft.adapters.nfresnet;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A normaliser-free residual network (Brock et al. 2021, arXiv:2101.08692) up to its last activation, with timm's names
 * of weights. NF-ResNets have no squeeze-excite, which the NF-RegNets of the same paper have; stochastic depth and
 * dropout, which regularise many epochs, are left out.
 *
 * @param stem the window of the first convolution, which halves height and width
 * @param pool whether a maximum over windows of 3 halves them again
 * @param stemWidth channels of the first convolution
 * @param bottleneck the width within a block, as a fraction of that which it gives
 * @param alpha what each block adds to its shortcut has this standard deviation
 */
record NfResNet(
        int channels,
        int stem,
        boolean pool,
        int stemWidth,
        List<NfStage> stages,
        double bottleneck,
        double alpha,
        float epsilon)
        implements Block {
    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(stemConv().parameters());
        blocks().forEach(block -> parameters.addAll(block.parameters()));
        return parameters;
    }

    /** {@code [batch, channels, height, width]} to {@code [batch, width(), side(height), side(width)]}. */
    Value apply(Value pixels, Weights weights) {
        Value x = stemConv().apply(pixels, weights);
        if (pool) {
            x = x.builder()
                    .op(
                            "MaxPool",
                            Map.of(
                                    "kernel_shape", new long[] {3, 3},
                                    "strides", new long[] {2, 2},
                                    "pads", new long[] {1, 1, 1, 1}),
                            x);
        }
        for (NfBlock block : blocks()) {
            x = block.apply(x, weights);
        }
        return x.relu();
    }

    /** Channels that come out. */
    int width() {
        return stages.get(stages.size() - 1).width();
    }

    /** The height of what comes out, from that of the image; so with the width. */
    int side(int pixels) {
        // The stem does, then every stage; behind a pooling, which does too, the first does not.
        int side = pixels;
        for (int i = 0; i <= stages.size(); i++) {
            side = (side + 1) / 2;
        }
        return side;
    }

    private ScaledConv stemConv() {
        return new ScaledConv("stem.conv", channels, stemWidth, stem, 2, NfBlock.GAMMA, epsilon, Start.ONES);
    }

    private List<NfBlock> blocks() {
        List<NfBlock> blocks = new ArrayList<>();
        int in = stemWidth;
        double variance = 1;
        for (int stage = 0; stage < stages.size(); stage++) {
            int width = stages.get(stage).width();
            int middle = Math.max(1, (int) Math.round(width * bottleneck));
            for (int number = 0; number < stages.get(stage).blocks(); number++) {
                int stride = number == 0 && (stage > 0 || !pool) ? 2 : 1;
                String name = "stages." + stage + "." + number + ".";
                blocks.add(new NfBlock(name, in, width, middle, stride, alpha, 1 / Math.sqrt(variance), epsilon));
                // The first block of a stage starts its shortcut behind β, from variance 1 again.
                variance = (number == 0 ? 1 : variance) + alpha * alpha;
                in = width;
            }
        }
        return blocks;
    }
}
