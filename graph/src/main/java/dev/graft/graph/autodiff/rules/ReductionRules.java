package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Reductions over axes, and running sums. The gradient is first given the reduced axes back, with size 1. */
final class ReductionRules {
    private ReductionRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("ReduceSum", a -> a.give(0, spread(a, kept(a, a.dy()))));
        rules.put("ReduceMean", a -> a.give(0, spread(a, kept(a, a.dy()).multiply(inverseCount(a)))));
        slope(rules, "ReduceSumSquare", a -> a.in(0).multiply(2));
        slope(rules, "ReduceL1", a -> a.g.op("Sign", Map.of(), a.in(0)));
        rules.put("ReduceL2", ReductionRules::euclidean);
        slope(rules, "ReduceLogSumExp", a -> a.in(0).subtract(kept(a, a.out())).exp());
        slope(rules, "ReduceLogSum", a -> kept(a, a.out()).negate().exp());
        rules.put("ReduceProd", ReductionRules::product);
        rules.put("ReduceMax", ReductionRules::extremum);
        rules.put("ReduceMin", ReductionRules::extremum);
        rules.put("CumSum", ReductionRules::cumulativeSum);
    }

    private static void slope(Map<String, GradientRule> rules, String operator, Function<Adjoint, Value> derivative) {
        rules.put(operator, a -> {
            Value dy = kept(a, a.dy());
            Value gradient = dy.multiply(derivative.apply(a));
            a.give(0, operator.equals("ReduceLogSum") ? spread(a, gradient) : gradient);
        });
    }

    /** The gradient goes to the elements that reach the extremum, in equal parts as in PyTorch's amax. */
    private static void extremum(Adjoint a) {
        if (axes(a).length == 0) {
            a.give(0, a.dy());
            return;
        }
        Value chosen = a.in(0).equal(kept(a, a.out())).cast(a.element());
        Value ties = chosen.sum(true, axes(a));
        a.give(0, chosen.multiply(kept(a, a.dy()).divide(ties)));
    }

    /** {@code x / |x|}, and 0 at the origin, as in PyTorch. */
    private static void euclidean(Adjoint a) {
        Value norm = kept(a, a.out());
        Value isZero = norm.equal(a.scalar(0));
        Value direction = a.in(0).divide(isZero.where(a.scalar(1), norm));
        a.give(0, kept(a, a.dy()).multiply(direction));
    }

    /** The product of the other elements: where there is no zero all / x, and only for a lone zero the rest. */
    private static void product(Adjoint a) {
        long[] axes = axes(a);
        if (axes.length == 0) {
            a.give(0, a.dy());
            return;
        }
        Value isZero = a.in(0).equal(a.scalar(0));
        Value filled = isZero.where(a.scalar(1), a.in(0));
        Value rest = a.g.op("ReduceProd", Map.of("keepdims", 1), filled, a.g.ints(axes));
        Value zeros = isZero.cast(a.element()).sum(true, axes);
        Value others = zeros.subtract(isZero.cast(a.element())).equal(a.scalar(0));
        a.give(0, kept(a, a.dy()).multiply(others.where(rest.divide(filled), a.scalar(0))));
    }

    private static long[] axes(Adjoint a) {
        int rank = a.inShape(0).rank();
        long[] axes = a.node.hasInput(1) ? a.constantInts(1) : a.node.intsAttribute("axes");
        if (axes == null && a.node.hasInput(1)) {
            throw a.refuse("the axes must be known before the run");
        }
        if (axes == null || axes.length == 0) {
            boolean nothing = a.node.intAttribute("noop_with_empty_axes", 0) != 0;
            return nothing ? new long[0] : LongStream.range(0, rank).toArray();
        }
        return Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + rank : axis)
                .sorted()
                .toArray();
    }

    private static Value kept(Adjoint a, Value reduced) {
        long[] axes = axes(a);
        return a.node.intAttribute("keepdims", 1) != 0 || axes.length == 0 ? reduced : reduced.unsqueeze(axes);
    }

    private static Value spread(Adjoint a, Value gradient) {
        Shape shape = a.inShape(0);
        return gradient.expand(
                shape.isStatic() ? a.g.ints(shape.sizes()) : a.in(0).shape());
    }

    private static Value inverseCount(Adjoint a) {
        long count = 1;
        for (long axis : axes(a)) {
            Shape.Dim dim = a.inShape(0).dim((int) axis);
            if (!dim.isKnown()) {
                return countAtRunTime(a).reciprocal();
            }
            count *= dim.size();
        }
        return a.scalar(1.0 / count);
    }

    private static Value countAtRunTime(Adjoint a) {
        Value sizes = a.in(0).shape().gather(a.g.ints(axes(a)), 0);
        return a.g.op("ReduceProd", Map.of("keepdims", 0), sizes).cast(a.element());
    }

    private static void cumulativeSum(Adjoint a) {
        Map<String, Long> opposite = Map.of(
                "exclusive", a.node.intAttribute("exclusive", 0), "reverse", 1 - a.node.intAttribute("reverse", 0));
        a.give(0, a.g.op("CumSum", opposite, a.dy(), a.in(1)));
    }
}
