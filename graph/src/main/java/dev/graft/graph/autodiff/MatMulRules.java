package dev.graft.graph.autodiff;

import dev.graft.graph.Shape;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Matrix products. The transposes that their gradients need are left to {@code FusedMatMul}, since a transposed weight
 * would be a second copy of it.
 */
final class MatMulRules {
    private MatMulRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("MatMul", MatMulRules::matMul);
        rules.put("com.microsoft.FusedMatMul", MatMulRules::fusedMatMul);
        rules.put("com.microsoft.TransposeMatMul", MatMulRules::fusedMatMul);
        rules.put("Gemm", MatMulRules::gemm);
        rules.put("Einsum", EinsumRule::apply);
    }

    private static void matMul(Adjoint a) {
        int rankA = a.inShape(0).rank();
        int rankB = a.inShape(1).rank();
        if (rankA == 1 || rankB == 1) {
            vectorProduct(a, rankA, rankB);
        } else {
            product(a, false, false, 1);
        }
    }

    private static void fusedMatMul(Adjoint a) {
        if (a.node.intAttribute("transBatchA", 0) != 0 || a.node.intAttribute("transBatchB", 0) != 0) {
            throw a.refuse("transposed batch axes are not supported; save the model without that optimisation");
        }
        boolean transposeA = a.node.intAttribute("transA", 0) != 0;
        boolean transposeB = a.node.intAttribute("transB", 0) != 0;
        product(a, transposeA, transposeB, a.node.floatAttribute("alpha", 1));
    }

    /** {@code Y = s · op(A) · op(B)}: {@code dop(A) = s · dY · op(B)ᵀ}, {@code dop(B) = s · op(A)ᵀ · dY}. */
    private static void product(Adjoint a, boolean transposeA, boolean transposeB, float scale) {
        Value left = a.in(0);
        Value right = a.in(1);
        Value dy = a.dy();
        if (a.wants(0)) {
            Value gradient = transposeA
                    ? right.matMul(dy, transposeB, true, scale)
                    : dy.matMul(right, false, !transposeB, scale);
            a.give(0, undoBatch(a, gradient, 0));
        }
        if (a.wants(1)) {
            // One large product is faster than many small ones that are then summed.
            boolean flatten = !transposeA
                    && a.inShape(1).rank() == 2
                    && a.inShape(0).rank() > 2
                    && a.inShape(0).dim(-1).isKnown()
                    && a.outShape(0).dim(-1).isKnown();
            if (flatten) {
                left = left.reshape(-1, a.inShape(0).dim(-1).size());
                dy = dy.reshape(-1, a.outShape(0).dim(-1).size());
            }
            Value gradient =
                    transposeB ? dy.matMul(left, true, transposeA, scale) : left.matMul(dy, !transposeA, false, scale);
            a.give(1, flatten ? gradient : undoBatch(a, gradient, 1));
        }
    }

    /** Sums over the batch axes along which an operand was broadcast. */
    private static Value undoBatch(Adjoint a, Value gradient, int index) {
        Shape operand = a.inShape(index);
        List<Shape.Dim> dims = new ArrayList<>(a.outShape(0).dims());
        dims.set(dims.size() - 2, operand.dim(-2));
        dims.set(dims.size() - 1, operand.dim(-1));
        return Broadcasting.undo(a.g, gradient, new Shape(dims), a.in(index), operand);
    }

    /** A vector takes part as a matrix of one row or column, as in NumPy. */
    private static void vectorProduct(Adjoint a, int rankA, int rankB) {
        Value dy = a.dy();
        if (rankA == 1) {
            dy = dy.unsqueeze(rankB == 1 ? 0 : -2);
        }
        if (rankB == 1) {
            dy = dy.unsqueeze(-1);
        }
        Value left = rankA == 1 ? a.in(0).unsqueeze(0) : a.in(0);
        Value right = rankB == 1 ? a.in(1).unsqueeze(1) : a.in(1);
        if (a.wants(0)) {
            Value gradient = dy.matMul(right, false, true, 1);
            a.give(0, rankA == 1 ? sumToVector(gradient, rankB) : gradient);
        }
        if (a.wants(1)) {
            Value gradient = left.matMul(dy, true, false, 1);
            a.give(1, rankB == 1 ? sumToVector(gradient, rankA) : gradient);
        }
    }

    private static Value sumToVector(Value gradient, int otherRank) {
        Value rows = gradient;
        for (int axis = 2; axis < otherRank; axis++) {
            rows = rows.sum(false, 0);
        }
        return rows.reshape(-1);
    }

    /** {@code Y = alpha · op(A) · op(B) + beta · C}. */
    private static void gemm(Adjoint a) {
        boolean transposeA = a.node.intAttribute("transA", 0) != 0;
        boolean transposeB = a.node.intAttribute("transB", 0) != 0;
        product(a, transposeA, transposeB, a.node.floatAttribute("alpha", 1));
        if (a.wants(2)) {
            float beta = a.node.floatAttribute("beta", 1);
            a.giveReduced(2, beta == 1 ? a.dy() : a.dy().multiply(beta));
        }
    }
}
