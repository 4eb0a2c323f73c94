package dev.graft.graph.autodiff.rules;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Shape.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The adjoint of broadcasting is summation over the axes that were repeated. */
final class Broadcasting {
    private Broadcasting() {}

    /** Sums a gradient of shape {@code from} down to the shape {@code to} of the operand that was broadcast. */
    static Value undo(GraphBuilder g, Value gradient, Shape from, Value operand, Shape to) {
        int extra = from.rank() - to.rank();
        List<Long> axes = new ArrayList<>(LongStream.range(0, extra).boxed().toList());
        for (int axis = extra; axis < from.rank(); axis++) {
            Dim wide = from.dim(axis);
            Dim narrow = to.dim(axis - extra);
            if (narrow.size() == 1 && wide.size() != 1) {
                if (!wide.isKnown()) {
                    return undoAtRunTime(g, gradient, operand, extra);
                }
                axes.add((long) axis);
            } else if (!wide.mustEqual(narrow)) {
                return undoAtRunTime(g, gradient, operand, extra);
            }
        }
        if (axes.isEmpty()) {
            return gradient;
        }
        boolean leadingOnly = axes.size() == extra;
        Value sum = gradient.sum(
                !leadingOnly, axes.stream().mapToLong(Long::longValue).toArray());
        return leadingOnly || extra == 0
                ? sum
                : sum.squeeze(LongStream.range(0, extra).toArray());
    }

    private static Value undoAtRunTime(GraphBuilder g, Value gradient, Value operand, int extra) {
        Value target = operand.shape();
        if (extra > 0) {
            long[] ones = LongStream.generate(() -> 1).limit(extra).toArray();
            target = g.ints(ones).concat(0, target);
        }
        Value repeated = g.op("Not", Map.of(), target.equal(gradient.shape()));
        Value axes = g.op("NonZero", "", Map.of(), target.type(), repeated).squeeze(0);
        Value sum = g.op("ReduceSum", Map.of("keepdims", 1, "noop_with_empty_axes", 1), gradient, axes);
        return extra > 0 ? sum.reshape(operand.shape()) : sum;
    }
}
