package dev.graft.graph.precision;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/** The largest magnitude in each row of an operand. */
final class LargestOfRow {
    /** Far below what a row can hold, far above where its inverse overflows. */
    private static final double TINY = 1e-30;

    private static final int AXES_AS_INPUT = 18;

    private LargestOfRow() {}

    /** FLOAT {@code [..., 1]}, never 0. */
    static Value of(GraphBuilder g, Value operand) {
        // Both ends are found by reading the operand twice; its magnitudes would be written, too.
        return g.op(
                "Max",
                Map.of(),
                end(g, "ReduceMax", operand),
                end(g, "ReduceMin", operand).negate(),
                g.scalar(ElementType.FLOAT, TINY));
    }

    private static Value end(GraphBuilder g, String reduction, Value operand) {
        return g.opset() >= AXES_AS_INPUT
                ? g.op(reduction, Map.of("keepdims", 1), operand, g.ints(-1))
                : g.op(reduction, Map.of("keepdims", 1, "axes", new long[] {-1}), operand);
    }
}
