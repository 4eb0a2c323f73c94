package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

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
    }

    private static void matMul(Adjoint a) {
        int rankA = a.inShape(0).rank();
        int rankB = a.inShape(1).rank();
        if (rankA == 1 || rankB == 1) {
            vectorProduct(a, false, false, 1);
        } else {
            product(a, false, false, 1);
        }
    }

    private static void fusedMatMul(Adjoint a) {
        boolean transposeA = a.node.intAttribute("transA", 0) != 0;
        boolean transposeB = a.node.intAttribute("transB", 0) != 0;
        float scale = a.node.floatAttribute("alpha", 1);
        if (a.node.intAttribute("transBatchA", 0) != 0 || a.node.intAttribute("transBatchB", 0) != 0) {
            batchTransposed(a, transposeA, transposeB, scale);
        } else if (a.inShape(0).rank() == 1 || a.inShape(1).rank() == 1) {
            vectorProduct(a, transposeA, transposeB, scale);
        } else {
            product(a, transposeA, transposeB, scale);
        }
    }

    /** The first axis of an operand may stand for its rows, and the second to last for its last batch axis. */
    private static void batchTransposed(Adjoint a, boolean transposeA, boolean transposeB, float scale) {
        boolean batchA = a.node.intAttribute("transBatchA", 0) != 0;
        boolean batchB = a.node.intAttribute("transBatchB", 0) != 0;
        int rank = a.outShape(0).rank();
        if (a.inShape(0).rank() != rank || a.inShape(1).rank() != rank) {
            throw a.refuse("operands of different rank with transposed batch axes are not supported");
        }
        Value left = batchA ? a.in(0).transpose(rowsToBatch(rank)) : a.in(0);
        Value right = batchB ? a.in(1).transpose(rowsToBatch(rank)) : a.in(1);
        if (a.wants(0)) {
            Value gradient = leftGradient(a.dy(), right, transposeA, transposeB, scale);
            a.give(0, batchA ? gradient.transpose(batchToRows(rank)) : gradient);
        }
        if (a.wants(1)) {
            Value gradient = rightGradient(a.dy(), left, transposeA, transposeB, scale);
            a.give(1, batchB ? gradient.transpose(batchToRows(rank)) : gradient);
        }
    }

    /** 1, 2, ..., 0, last. */
    private static long[] rowsToBatch(int rank) {
        return LongStream.range(0, rank)
                .map(axis -> axis == rank - 1 ? axis : axis == rank - 2 ? 0 : axis + 1)
                .toArray();
    }

    private static long[] batchToRows(int rank) {
        return LongStream.range(0, rank)
                .map(axis -> axis == rank - 1 ? axis : axis == 0 ? rank - 2 : axis - 1)
                .toArray();
    }

    private static Value leftGradient(Value dy, Value right, boolean transposeA, boolean transposeB, float scale) {
        return transposeA ? right.matMul(dy, transposeB, true, scale) : dy.matMul(right, false, !transposeB, scale);
    }

    private static Value rightGradient(Value dy, Value left, boolean transposeA, boolean transposeB, float scale) {
        return transposeB ? dy.matMul(left, true, transposeA, scale) : left.matMul(dy, !transposeA, false, scale);
    }

    /** {@code Y = s · op(A) · op(B)}: {@code dop(A) = s · dY · op(B)ᵀ}, {@code dop(B) = s · op(A)ᵀ · dY}. */
    private static void product(Adjoint a, boolean transposeA, boolean transposeB, float scale) {
        Value left = a.in(0);
        Value dy = a.dy();
        if (a.wants(0)) {
            Value gradient = leftGradient(dy, a.in(1), transposeA, transposeB, scale);
            if (transposeA || !SoftmaxRules.mixing(a, gradient)) {
                a.give(0, undoBatch(a, gradient, 0));
            }
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
            Value gradient = rightGradient(dy, left, transposeA, transposeB, scale);
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

    /** A vector takes part as a matrix of one row or column, as in NumPy; the runtime never transposes one. */
    private static void vectorProduct(Adjoint a, boolean transposeA, boolean transposeB, float scale) {
        int rankA = a.inShape(0).rank();
        int rankB = a.inShape(1).rank();
        boolean flipA = transposeA && rankA > 1;
        boolean flipB = transposeB && rankB > 1;
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
            Value gradient = leftGradient(dy, right, flipA, flipB, scale);
            a.give(0, rankA == 1 ? sumToVector(gradient, rankB) : gradient);
        }
        if (a.wants(1)) {
            Value gradient = rightGradient(dy, left, flipA, flipB, scale);
            a.give(1, rankB == 1 ? sumToVector(gradient, rankA) : gradient);
        }
    }

    private static Value sumToVector(Value gradient, int otherRank) {
        long[] batch = LongStream.range(0, Math.max(0, otherRank - 2)).toArray();
        return (batch.length == 0 ? gradient : gradient.sum(false, batch)).reshape(-1);
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
