package dev.graft.graph.precision;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/**
 * The left operand of products in half precision, by row: {@code X = m · h}, m the largest magnitude in each row. So a gradient
 * of any size has a place in it: what the scaling of a loss is for (Micikevicius et al. 2018), row by row. In bfloat16 every
 * size has its place, and m is 1 (Kalamkar et al. 2019).
 *
 * @param halves FLOAT16, from -1 to 1, or BFLOAT16
 * @param largest m, FLOAT {@code [..., 1]}; null where it is 1
 */
record HalfOperand(Value halves, Value largest) {
    /** @param type FLOAT16 or BFLOAT16 */
    static HalfOperand of(GraphBuilder g, Value operand, ElementType type) {
        if (type == ElementType.BFLOAT16) {
            return new HalfOperand(operand.cast(type), null);
        }
        Value largest = LargestOfRow.of(g, operand);
        return new HalfOperand(operand.divide(largest).cast(type), largest);
    }

    /**
     * The product with a matrix, in single precision again.
     *
     * @param transposed whether it is multiplied by the transpose, of which there is no copy
     */
    Value times(GraphBuilder g, Value matrix, boolean transposed) {
        Value product = transposed
                ? g.op("FusedMatMul", Graph.MICROSOFT, Map.of("transB", 1), halves.type(), halves, matrix)
                : g.op("MatMul", "", Map.of(), halves.type(), halves, matrix);
        Value single = product.cast(ElementType.FLOAT);
        return largest == null ? single : single.multiply(largest);
    }
}
