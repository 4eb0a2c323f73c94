package dev.graft.graph.autodiff;

import dev.graft.graph.Shape;
import dev.graft.graph.Value;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that normalise over axes. */
final class NormalizationRules {
    private NormalizationRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Softmax", NormalizationRules::softmax);
        rules.put("LogSoftmax", NormalizationRules::logSoftmax);
        rules.put("LayerNormalization", NormalizationRules::layerNorm);
        rules.put("SimplifiedLayerNormalization", NormalizationRules::rmsNorm);
        rules.put("com.microsoft.SimplifiedLayerNormalization", NormalizationRules::rmsNorm);
        rules.put("RMSNormalization", NormalizationRules::rmsNorm);
        rules.put("BatchNormalization", NormalizationRules::batchNorm);
        rules.put("InstanceNormalization", NormalizationRules::instanceNorm);
        rules.put("GroupNormalization", NormalizationRules::groupNorm);
        rules.put("LpNormalization", NormalizationRules::lpNorm);
    }

    private static void softmax(Adjoint a) {
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        Value weighted = a.dy().multiply(a.out());
        a.give(0, weighted.subtract(a.out().multiply(weighted.sum(true, axis))));
    }

    private static void logSoftmax(Adjoint a) {
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        a.give(0, a.dy().subtract(a.out().exp().multiply(a.dy().sum(true, axis))));
    }

    /** With x̂ = (x - mean) / std and g = dy · scale: dx = (g - mean(g) - x̂ · mean(g · x̂)) / std. */
    private static void layerNorm(Adjoint a) {
        int rank = a.inShape(0).rank();
        int axis = a.axis("axis", -1, rank);
        long[] axes = LongStream.range(axis, rank).toArray();
        Value mean = statistic(a, 1);
        Value inverseStd = statistic(a, 2);
        Value normal = a.in(0).subtract(mean).multiply(inverseStd);
        if (a.wants(0)) {
            Value g = a.dy().multiply(a.in(1));
            Value slope = g.multiply(normal).mean(true, axes);
            a.give(
                    0,
                    g.subtract(g.mean(true, axes))
                            .subtract(normal.multiply(slope))
                            .multiply(inverseStd));
        }
        giveAffine(a, normal);
    }

    private static Value statistic(Adjoint a, int output) {
        return a.node.hasOutput(output)
                ? a.g.value(a.node.outputs().get(output))
                : a.g.extraOutput(a.node.outputs().get(0), output, a.element());
    }

    private static void giveAffine(Adjoint a, Value normal) {
        if (a.wants(1)) {
            a.giveReduced(1, a.dy().multiply(normal));
        }
        if (a.wants(2)) {
            a.giveReduced(2, a.dy());
        }
    }

    /** Zhang and Sennrich 2019: as layer normalisation without the mean. */
    private static void rmsNorm(Adjoint a) {
        int rank = a.inShape(0).rank();
        int axis = a.axis("axis", -1, rank);
        long[] axes = LongStream.range(axis, rank).toArray();
        Value inverseRms = a.in(0)
                .square()
                .mean(true, axes)
                .add(a.node.floatAttribute("epsilon", 1e-5f))
                .squareRoot()
                .reciprocal();
        Value normal = a.in(0).multiply(inverseRms);
        if (a.wants(0)) {
            Value g = a.dy().multiply(a.in(1));
            Value slope = g.multiply(normal).mean(true, axes);
            a.give(0, g.subtract(normal.multiply(slope)).multiply(inverseRms));
        }
        if (a.wants(1)) {
            a.giveReduced(1, a.dy().multiply(normal));
        }
    }

    /** With running statistics, as in inference. */
    private static void batchNorm(Adjoint a) {
        if (a.node.intAttribute("training_mode", 0) != 0) {
            throw a.refuse("it is in training mode; export the model in evaluation mode");
        }
        int rank = a.inShape(0).rank();
        Value inverseStd = a.in(4)
                .add(a.node.floatAttribute("epsilon", 1e-5f))
                .squareRoot()
                .reciprocal();
        long[] others = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
        if (a.wants(0)) {
            a.give(0, a.dy().multiply(perChannel(a.in(1).multiply(inverseStd), rank)));
        }
        if (a.wants(1)) {
            Value normal = a.in(0).subtract(perChannel(a.in(3), rank)).multiply(perChannel(inverseStd, rank));
            a.give(1, a.dy().multiply(normal).sum(false, others));
        }
        if (a.wants(2)) {
            a.give(2, a.dy().sum(false, others));
        }
    }

    private static Value perChannel(Value vector, int rank) {
        return vector.reshape(channelShape(rank));
    }

    private static long[] channelShape(int rank) {
        long[] shape = ReshapingRules.filled(rank, 1);
        shape[1] = -1;
        return shape;
    }

    private static void instanceNorm(Adjoint a) {
        int rank = a.inShape(0).rank();
        long[] axes = LongStream.range(2, rank).toArray();
        groupwise(a, a.in(0), a.dy().multiply(perChannel(a.in(1), rank)), axes);
    }

    private static void groupNorm(Adjoint a) {
        Shape shape = a.inShape(0);
        if (!shape.isStatic()) {
            throw a.refuse("the shape must be known; fix the input shapes");
        }
        long groups = a.node.intAttribute("num_groups", 1);
        long[] grouped = {shape.dim(0).size(), groups, -1};
        boolean perGroup =
                a.inShape(1).dim(0).size() == groups && groups != shape.dim(1).size();
        if (perGroup) {
            throw a.refuse("scales per group (before opset 21) are not supported; export with opset 21");
        }
        Value g = a.dy().multiply(perChannel(a.in(1), shape.rank()));
        groupwise(a, a.in(0).reshape(grouped), g.reshape(grouped), new long[] {2});
    }

    private static void groupwise(Adjoint a, Value x, Value g, long[] axes) {
        Value centred = x.subtract(x.mean(true, axes));
        Value inverseStd = centred.square()
                .mean(true, axes)
                .add(a.node.floatAttribute("epsilon", 1e-5f))
                .squareRoot()
                .reciprocal();
        Value normal = centred.multiply(inverseStd);
        int rank = a.inShape(0).rank();
        if (a.wants(0)) {
            Value slope = g.multiply(normal).mean(true, axes);
            Value dx = g.subtract(g.mean(true, axes))
                    .subtract(normal.multiply(slope))
                    .multiply(inverseStd);
            a.give(0, ReshapingRules.likeInput(a, dx, 0));
        }
        long[] others = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
        if (a.wants(1)) {
            a.give(1, a.dy().multiply(ReshapingRules.likeInput(a, normal, 0)).sum(false, others));
        }
        if (a.wants(2)) {
            a.give(2, a.dy().sum(false, others));
        }
    }

    private static void lpNorm(Adjoint a) {
        if (a.node.intAttribute("p", 2) != 2) {
            throw a.refuse("only p = 2 is supported");
        }
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        Value norm = a.g.op("ReduceL2", Map.of("keepdims", 1), a.in(0), a.g.ints(axis));
        Value along = a.dy().multiply(a.out()).sum(true, axis);
        a.give(0, a.dy().subtract(a.out().multiply(along)).divide(norm));
    }
}
