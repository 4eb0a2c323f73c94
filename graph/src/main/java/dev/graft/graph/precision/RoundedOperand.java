package dev.graft.graph.precision;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The left operand of products, rounded by row: {@code X ≈ m · (u₁ / 127 + u₂ / (127 · 254) + ...)}, m the largest magnitude in
 * each row.
 *
 * @param parts UINT8, with 128 for 0
 * @param units what a step of each part is worth, as a share of m
 * @param largest m, FLOAT {@code [..., 1]}
 */
record RoundedOperand(List<Value> parts, List<Value> units, Value largest) {
    private static final int ZERO = 128;

    static RoundedOperand of(GraphBuilder g, Value operand, int parts) {
        Value largest = LargestOfRow.of(g, operand);
        Value left = operand.divide(largest);
        List<Value> integers = new ArrayList<>();
        List<Value> units = new ArrayList<>();
        double unit = 1.0 / MatrixRounding.LARGEST;
        for (int part = 0; part < parts; part++) {
            Value step = g.scalar(ElementType.FLOAT, unit);
            integers.add(g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, left, step, zero(g)));
            units.add(step);
            if (part + 1 < parts) {
                Value rounded =
                        g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, integers.get(part), step, zero(g));
                left = left.subtract(rounded);
                unit /= MatrixRounding.FINER;
            }
        }
        return new RoundedOperand(integers, units, largest);
    }

    static Value zero(GraphBuilder g) {
        return g.scalar(ElementType.UINT8, ZERO);
    }
}
