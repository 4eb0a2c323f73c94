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
        Value magnitudes = g.op("Abs", Map.of(), operand);
        Value largest = g.opset() >= AXES_AS_INPUT
                ? magnitudes.max(true, -1)
                : g.op("ReduceMax", Map.of("keepdims", 1, "axes", new long[] {-1}), magnitudes);
        return g.op("Max", Map.of(), largest, g.scalar(ElementType.FLOAT, TINY));
    }
}
