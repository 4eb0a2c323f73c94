package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that normalise images {@code [batch, channels, ...]} per channel, per group, or across channels. */
final class ChannelNormalizationRules {
    private ChannelNormalizationRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("BatchNormalization", ChannelNormalizationRules::batchNorm);
        rules.put("InstanceNormalization", ChannelNormalizationRules::instanceNorm);
        rules.put("GroupNormalization", ChannelNormalizationRules::groupNorm);
        rules.put("MeanVarianceNormalization", ChannelNormalizationRules::meanVariance);
        rules.put("LRN", ChannelNormalizationRules::localResponse);
    }

    private static float epsilon(Adjoint a) {
        return a.node.floatAttribute("epsilon", 1e-5f);
    }

    /** With running statistics, as in inference. */
    private static void batchNorm(Adjoint a) {
        if (a.node.intAttribute("training_mode", 0) != 0) {
            throw a.refuse("it is in training mode; export the model in evaluation mode");
        }
        int rank = a.inShape(0).rank();
        Value inverseStd = NormalizationRules.inverseRoot(a.in(4), epsilon(a));
        Value slope = a.in(1).multiply(inverseStd);
        if (a.wants(0)) {
            a.give(0, a.dy().multiply(perChannel(slope, rank)));
        }
        Value sum = a.dy().sum(false, others(rank));
        if (a.wants(2)) {
            a.give(2, sum);
        }
        if (a.wants(3)) {
            a.give(3, sum.multiply(slope).negate());
        }
        if (a.wants(1) || a.wants(4)) {
            Value centred = a.in(0).subtract(perChannel(a.in(3), rank));
            Value byScale = a.dy().multiply(centred).sum(false, others(rank)).multiply(inverseStd);
            if (a.wants(1)) {
                a.give(1, byScale);
            }
            if (a.wants(4)) {
                Value byVariance = byScale.multiply(a.in(1)).multiply(inverseStd.square());
                a.give(4, byVariance.multiply(-0.5));
            }
        }
    }

    private static long[] others(int rank) {
        return LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
    }

    private static Value perChannel(Value vector, int rank) {
        long[] shape = ReshapingRules.filled(rank, 1);
        shape[1] = -1;
        return vector.reshape(shape);
    }

    private static void instanceNorm(Adjoint a) {
        int rank = a.inShape(0).rank();
        Value g = a.dy().multiply(perChannel(a.in(1), rank));
        Value normal = normalized(a, a.in(0), g, LongStream.range(2, rank).toArray(), epsilon(a));
        giveAffine(a, normal, rank);
    }

    private static void groupNorm(Adjoint a) {
        Shape shape = a.inShape(0);
        if (!shape.isStatic() || !a.inShape(1).isStatic()) {
            throw a.refuse("the shape must be known; fix the input shapes");
        }
        long groups = a.node.intAttribute("num_groups", 1);
        long[] grouped = {shape.dim(0).size(), groups, -1};
        boolean scalePerChannel = a.inShape(1).dim(0).size() == shape.dim(1).size();
        Value scale =
                scalePerChannel ? perChannel(a.in(1), shape.rank()) : a.in(1).reshape(1, -1, 1);
        Value g = scalePerChannel
                ? a.dy().multiply(scale).reshape(grouped)
                : a.dy().reshape(grouped).multiply(scale);
        Value normal = normalized(a, a.in(0).reshape(grouped), g, new long[] {2}, epsilon(a));
        if (scalePerChannel) {
            giveAffine(a, ReshapingRules.likeInput(a, normal, 0), shape.rank());
            return;
        }
        // Up to operator set 20 scale and bias belonged to groups.
        Value dy = a.dy().reshape(grouped);
        if (a.wants(1)) {
            a.give(1, dy.multiply(normal).sum(false, 0, 2));
        }
        if (a.wants(2)) {
            a.give(2, dy.sum(false, 0, 2));
        }
    }

    private static void giveAffine(Adjoint a, Value normal, int rank) {
        if (a.wants(1)) {
            a.give(1, a.dy().multiply(normal).sum(false, others(rank)));
        }
        if (a.wants(2)) {
            a.give(2, a.dy().sum(false, others(rank)));
        }
    }

    private static void meanVariance(Adjoint a) {
        long[] axes = a.node.intsAttribute("axes");
        normalized(a, a.in(0), a.dy(), axes == null ? new long[] {0, 2, 3} : axes, 1e-9);
    }

    /** Gives dx = (g - mean(g) - x̂ · mean(g · x̂)) / std for the gradient g of x̂, and returns x̂. */
    private static Value normalized(Adjoint a, Value x, Value g, long[] axes, double epsilon) {
        Value centred = x.subtract(x.mean(true, axes));
        Value inverseStd = NormalizationRules.inverseRoot(centred.square().mean(true, axes), epsilon);
        Value normal = centred.multiply(inverseStd);
        if (a.wants(0)) {
            Value slope = g.multiply(normal).mean(true, axes);
            Value dx = g.subtract(g.mean(true, axes))
                    .subtract(normal.multiply(slope))
                    .multiply(inverseStd);
            a.giveReshaped(0, dx);
        }
        return normal;
    }

    /** y = x · s^-β with s = bias + α/size · (sum of squares of neighbouring channels) (Krizhevsky et al. 2012). */
    private static void localResponse(Adjoint a) {
        Shape.Dim dim = a.inShape(0).dim(1);
        if (!dim.isKnown()) {
            throw a.refuse("the number of channels must be known");
        }
        int rank = a.inShape(0).rank();
        int channels = (int) dim.size();
        int size = (int) a.node.intAttribute("size", 1);
        double share = a.node.floatAttribute("alpha", 1e-4f) / size;
        float beta = a.node.floatAttribute("beta", 0.75f);
        AxisMatrix neighbours = new AxisMatrix(channels, channels);
        for (int channel = 0; channel < channels; channel++) {
            int last = Math.min(channels - 1, channel + size / 2);
            for (int other = Math.max(0, channel - (size - 1) / 2); other <= last; other++) {
                neighbours.add(channel, other, 1);
            }
        }
        Value s = neighbours.apply(a, a.in(0).square(), 1, rank).multiply(share).add(a.node.floatAttribute("bias", 1));
        Value inner = a.dy().multiply(a.out()).divide(s);
        Value spread = neighbours.applyTransposed(a, inner, 1, rank).multiply(a.in(0));
        Value direct = a.dy().multiply(a.g.op("Pow", Map.of(), s, a.scalar(-beta)));
        a.give(0, direct.subtract(spread.multiply(2 * share * beta)));
    }
}
