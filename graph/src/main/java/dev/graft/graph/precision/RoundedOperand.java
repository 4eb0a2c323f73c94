package dev.graft.graph.precision;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The left operand of products, rounded by row: {@code X ≈ s · (u₁ + u₂ / 254 + ...)}, s the largest magnitude in each row
 * divided by 127.
 *
 * @param parts UINT8, with 128 for 0
 * @param units what a step of each part is worth, as a share of s
 * @param steps s, FLOAT {@code [..., 1]}
 */
record RoundedOperand(List<Value> parts, List<Value> units, Value steps) {
    /** The first operator set that rounds each row with a scale of its own. */
    static final int BY_ROW = 21;

    private static final int ZERO = 128;

    /** @param width of a row */
    static RoundedOperand of(GraphBuilder g, Value operand, long width, int parts) {
        Value steps = LargestOfRow.of(g, operand).multiply(1.0 / MatrixRounding.LARGEST);
        Rounding rounding = g.opset() >= BY_ROW ? new ByRow(g, zeros(g, steps), width) : new OfShares(g);
        List<Value> integers = new ArrayList<>();
        List<Value> units = new ArrayList<>();
        Value left = operand;
        Value step = steps;
        for (int part = 0; part < parts; part++) {
            integers.add(rounding.round(left, step));
            units.add(g.scalar(ElementType.FLOAT, Math.pow(MatrixRounding.FINER, -part)));
            if (part + 1 < parts) {
                left = left.subtract(rounding.number(integers.get(part), step));
                step = step.multiply(1.0 / MatrixRounding.FINER);
            }
        }
        return new RoundedOperand(integers, units, steps);
    }

    static Value zero(GraphBuilder g) {
        return g.scalar(ElementType.UINT8, ZERO);
    }

    /** A zero point for each row: what any step is when it is measured in the largest number there is. */
    private static Value zeros(GraphBuilder g, Value steps) {
        Value largest = g.scalar(ElementType.FLOAT, Float.MAX_VALUE);
        return g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, steps, largest, zero(g));
    }

    /** Between numbers and integers, with a step {@code [..., 1]} for each row. */
    private sealed interface Rounding {
        Value round(Value numbers, Value step);

        Value number(Value integers, Value step);
    }

    /** In one pass: each row is a block with a scale. */
    private record ByRow(GraphBuilder g, Value zeros, long width) implements Rounding {
        @Override
        public Value round(Value numbers, Value step) {
            return g.op("QuantizeLinear", "", block(), ElementType.UINT8, numbers, step, zeros);
        }

        @Override
        public Value number(Value integers, Value step) {
            return g.op("DequantizeLinear", "", block(), ElementType.FLOAT, integers, step, zeros);
        }

        private Map<String, Object> block() {
            return Map.of("axis", -1, "block_size", width);
        }
    }

    /** In two passes, in older operator sets: the row in steps, and these to integers. */
    private record OfShares(GraphBuilder g) implements Rounding {
        @Override
        public Value round(Value numbers, Value step) {
            return g.op("QuantizeLinear", "", Map.of(), ElementType.UINT8, numbers.divide(step), one(), zero(g));
        }

        @Override
        public Value number(Value integers, Value step) {
            return g.op("DequantizeLinear", "", Map.of(), ElementType.FLOAT, integers, one(), zero(g))
                    .multiply(step);
        }

        private Value one() {
            return g.scalar(ElementType.FLOAT, 1);
        }
    }
}
