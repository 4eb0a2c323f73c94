package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Layer, RMS and Lp normalisation, which go over the last axes. Half precision is computed in single precision, as the
 * operators themselves do.
 */
final class NormalizationRules {
    private NormalizationRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("LayerNormalization", NormalizationRules::layerNorm);
        rules.put("SimplifiedLayerNormalization", NormalizationRules::rmsNorm);
        rules.put("RMSNormalization", NormalizationRules::rmsNorm);
        rules.put("LpNormalization", NormalizationRules::lpNorm);
    }

    /** With x̂ = (x - mean) / std and g = dy · scale: dx = (g - mean(g) - x̂ · mean(g · x̂)) / std. */
    private static void layerNorm(Adjoint a) {
        long[] axes = lastAxes(a);
        ElementType work = workType(a);
        Value x = a.in(0).cast(work);
        // The operator hands out its statistics in single precision.
        boolean given = work == ElementType.FLOAT;
        Value mean = given ? statistic(a, 1) : x.mean(true, axes);
        Value centred = x.subtract(mean);
        Value inverseStd = given
                ? statistic(a, 2)
                : inverseRoot(centred.square().mean(true, axes), a.node.floatAttribute("epsilon", 1e-5f));
        Value normal = centred.multiply(inverseStd);
        if (a.wants(0)) {
            Value g = a.dyOrZeros(0).cast(work).multiply(a.in(1).cast(work));
            Value slope = g.multiply(normal).mean(true, axes);
            Value dx = g.subtract(g.mean(true, axes))
                    .subtract(normal.multiply(slope))
                    .multiply(inverseStd);
            a.give(0, withStatistics(a, dx, normal, inverseStd, axes).cast(a.element()));
        }
        if (a.wants(1)) {
            a.giveReduced(1, a.dyOrZeros(0).multiply(normal.cast(a.element())));
        }
        if (a.wants(2)) {
            a.giveReduced(2, a.dyOrZeros(0));
        }
    }

    /** Adds what comes back through mean and 1/std where the loss depends on them: 1/n and -x̂ / (n · std²). */
    private static Value withStatistics(Adjoint a, Value dx, Value normal, Value inverseStd, long[] axes) {
        Value total = dx;
        if (a.dy(1) != null) {
            total = total.add(a.dy(1).divide(count(a, axes, dx.type())));
        }
        if (a.dy(2) != null) {
            Value slope = a.dy(2).multiply(inverseStd.square()).divide(count(a, axes, dx.type()));
            total = total.subtract(slope.multiply(normal));
        }
        return total;
    }

    private static Value count(Adjoint a, long[] axes, ElementType type) {
        Value sizes = a.in(0).shape().gather(a.g.ints(axes), 0);
        return a.g.op("ReduceProd", Map.of("keepdims", 0), sizes).cast(type);
    }

    private static long[] lastAxes(Adjoint a) {
        int rank = a.inShape(0).rank();
        return LongStream.range(a.axis("axis", -1, rank), rank).toArray();
    }

    private static ElementType workType(Adjoint a) {
        return a.element() == ElementType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
    }

    private static Value statistic(Adjoint a, int output) {
        return a.node.hasOutput(output)
                ? a.value(a.node.outputs().get(output))
                : a.g.extraOutput(a.node.outputs().get(0), output, ElementType.FLOAT);
    }

    static Value inverseRoot(Value variance, double epsilon) {
        return variance.add(epsilon).squareRoot().reciprocal();
    }

    /** Zhang and Sennrich 2019. With r = 1 / rms and g = dy · scale: dx = (g - x · r² · mean(g · x)) · r. */
    private static void rmsNorm(Adjoint a) {
        long[] axes = lastAxes(a);
        ElementType work = workType(a);
        Value x = a.in(0).cast(work);
        boolean given = work == ElementType.FLOAT && a.node.opType().equals("SimplifiedLayerNormalization");
        Value inverseRms = given
                ? statistic(a, 1)
                : inverseRoot(x.square().mean(true, axes), a.node.floatAttribute("epsilon", 1e-5f));
        if (a.wants(0)) {
            Value g = a.dy().cast(work).multiply(a.in(1).cast(work));
            Value slope = g.multiply(x).mean(true, axes).multiply(inverseRms.square());
            a.give(0, g.subtract(x.multiply(slope)).multiply(inverseRms).cast(a.element()));
        }
        if (a.wants(1)) {
            a.giveReduced(1, a.dy().multiply(x.multiply(inverseRms).cast(a.element())));
        }
    }

    /** y = x / |x|, by the sum of magnitudes or the Euclidean length. */
    private static void lpNorm(Adjoint a) {
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        boolean euclidean = a.node.intAttribute("p", 2) == 2;
        Value norm = a.g.op(euclidean ? "ReduceL2" : "ReduceL1", Map.of("keepdims", 1), a.in(0), a.g.ints(axis));
        Value direction = euclidean ? a.out() : a.g.op("Sign", Map.of(), a.in(0));
        Value along = a.dy().multiply(a.out()).sum(true, axis);
        a.give(0, a.dy().subtract(direction.multiply(along)).divide(norm));
    }
}
