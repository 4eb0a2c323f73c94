package dev.graft.graph.precision;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/**
 * The left operand of products in half precision, by row: {@code X = m · h}, m the largest magnitude in each row. So a gradient
 * of any size has a place in it: what the scaling of a loss is for (Micikevicius et al. 2018), row by row.
 *
 * @param halves FLOAT16, from -1 to 1
 * @param largest m, FLOAT {@code [..., 1]}
 */
record HalfOperand(Value halves, Value largest) {
    static HalfOperand of(GraphBuilder g, Value operand) {
        Value largest = LargestOfRow.of(g, operand);
        return new HalfOperand(operand.divide(largest).cast(ElementType.FLOAT16), largest);
    }

    /**
     * The product with a matrix, in single precision again.
     *
     * @param transposed whether it is multiplied by the transpose, of which there is no copy
     */
    Value times(GraphBuilder g, Value matrix, boolean transposed) {
        Value product = transposed
                ? g.op("FusedMatMul", Graph.MICROSOFT, Map.of("transB", 1), ElementType.FLOAT16, halves, matrix)
                : g.op("MatMul", "", Map.of(), ElementType.FLOAT16, halves, matrix);
        return product.cast(ElementType.FLOAT).multiply(largest);
    }
}
