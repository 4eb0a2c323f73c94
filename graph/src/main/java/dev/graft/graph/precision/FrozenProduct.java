package dev.graft.graph.precision;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.Optional;

/**
 * A node that multiplies by a frozen matrix from the right: {@code scale · X · W}, or {@code scale · X · Wᵀ}.
 *
 * @param name of the matrix
 * @param factor by which the product is scaled
 * @param bias what a {@code Gemm} adds, by name; empty for nothing
 * @param biasFactor by which that is scaled
 */
record FrozenProduct(
        Node node, String name, FrozenMatrix matrix, boolean transposed, float factor, String bias, float biasFactor) {
    /** The product that a node is, if it is one. */
    static Optional<FrozenProduct> of(Node node, FrozenSources sources) {
        boolean gemm = node.qualifiedType().equals("Gemm");
        boolean fused = node.qualifiedType().equals(Graph.MICROSOFT + ".FusedMatMul");
        if (!gemm && !fused && !node.qualifiedType().equals("MatMul") || !node.hasInput(1)) {
            return Optional.empty();
        }
        String right = node.inputs().get(1);
        Optional<FrozenSources.Source> source = sources.of(right);
        if (source.isEmpty()
                || sources.of(node.inputs().get(0)).isPresent()
                || node.intAttribute("transA", 0) != 0
                || node.intAttribute("transBatchA", 0) != 0
                || node.intAttribute("transBatchB", 0) != 0) {
            return Optional.empty();
        }
        return Optional.of(new FrozenProduct(
                node,
                right,
                source.get().matrix(),
                source.get().transposed() != (node.intAttribute("transB", 0) != 0),
                node.floatAttribute("alpha", 1),
                gemm && node.hasInput(2) ? node.inputs().get(2) : "",
                node.floatAttribute("beta", 1)));
    }

    /** How many numbers a row of the other operand has. */
    int width() {
        return transposed ? matrix.columns() : matrix.rows();
    }

    /** The other operand, by name. */
    String operand() {
        return node.inputs().get(0);
    }
}
