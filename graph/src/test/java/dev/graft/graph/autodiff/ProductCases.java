package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;
import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import java.util.ArrayList;
import java.util.List;

/** Matrix products, with vectors and with batch axes that broadcast. */
final class ProductCases {
    private ProductCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(matMul());
        cases.addAll(fused());
        cases.addAll(gemm());
        cases.addAll(einsum());
        return cases;
    }

    private static List<OperatorCase> matMul() {
        return List.of(
                of("MatMul", "").x(2, 3).x(3, 4),
                of("MatMul", "of a batch and a weight").x(2, 2, 3).x(3, 4),
                of("MatMul", "of rank 4 and a weight").x(2, 1, 2, 3).x(3, 4),
                of("MatMul", "of two batches").x(2, 2, 3).x(2, 3, 4),
                of("MatMul", "batch of size 1 on the left").x(1, 2, 3).x(2, 3, 4),
                of("MatMul", "batch of size 1 on the right").x(2, 2, 3).x(1, 3, 4),
                of("MatMul", "batches both ways").x(2, 1, 2, 3).x(3, 3, 2),
                of("MatMul", "matrix and batch").x(2, 3).x(2, 3, 4),
                of("MatMul", "of two vectors").x(3).x(3),
                of("MatMul", "of vector and matrix").x(3).x(3, 2),
                of("MatMul", "of matrix and vector").x(2, 3).x(3),
                of("MatMul", "of vector and batch").x(3).x(2, 3, 2),
                of("MatMul", "of batch and vector").x(2, 2, 3).x(3),
                of("MatMul", "of vector and rank 4").x(3).x(2, 2, 3, 2),
                of("MatMul", "of rank 4 and vector").x(2, 2, 2, 3).x(3),
                of("MatMul", "dynamic").dynamic().x(2, 3).x(3, 4),
                of("MatMul", "dynamic batch and weight").dynamic().x(2, 2, 3).x(3, 4),
                of("MatMul", "dynamic batches both ways")
                        .dynamic()
                        .x(2, 1, 2, 3)
                        .x(3, 3, 2),
                of("MatMul", "dynamic vector and batch").dynamic().x(3).x(2, 3, 2));
    }

    private static List<OperatorCase> fused() {
        List<OperatorCase> cases = new ArrayList<>();
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                String variant = "transA=" + a + " transB=" + b;
                long[] left = a == 0 ? new long[] {2, 3} : new long[] {3, 2};
                long[] right = b == 0 ? new long[] {3, 4} : new long[] {4, 3};
                cases.add(of("com.microsoft.FusedMatMul", variant)
                        .with("transA", a)
                        .with("transB", b)
                        .with("alpha", 0.5)
                        .x(left)
                        .x(right));
                cases.add(of("com.microsoft.FusedMatMul", variant + " of a batch and a matrix")
                        .with("transA", a)
                        .with("transB", b)
                        .x(2, left[0], left[1])
                        .x(right));
                cases.add(of("com.microsoft.FusedMatMul", variant + " of a matrix and a batch")
                        .with("transA", a)
                        .with("transB", b)
                        .x(left)
                        .x(2, right[0], right[1]));
                cases.add(single("com.microsoft.TransposeMatMul", variant)
                        .with("transA", a)
                        .with("transB", b)
                        .with("alpha", 0.5)
                        .x(left)
                        .x(right));
                cases.add(of("Gemm", variant)
                        .with("transA", a)
                        .with("transB", b)
                        .with("alpha", 0.5)
                        .with("beta", 0.25)
                        .x(left)
                        .x(right)
                        .x(4));
            }
        }
        cases.add(
                of("com.microsoft.FusedMatMul", "of matrix and vector").x(2, 3).x(3));
        cases.add(of("com.microsoft.FusedMatMul", "of vector and matrix").x(3).x(3, 2));
        cases.add(of("com.microsoft.FusedMatMul", "transBatchA")
                .with("transBatchA", 1)
                .x(3, 2, 4)
                .x(2, 4, 5));
        cases.add(of("com.microsoft.FusedMatMul", "transBatchB and transB")
                .with("transBatchB", 1)
                .with("transB", 1)
                .x(2, 3, 4)
                .x(5, 2, 4));
        return cases;
    }

    private static List<OperatorCase> gemm() {
        return List.of(
                of("Gemm", "without C").x(2, 3).x(3, 4),
                of("Gemm", "with a scalar").x(2, 3).x(3, 4).x(),
                of("Gemm", "with a column").x(2, 3).x(3, 4).x(2, 1),
                of("Gemm", "with a row").x(2, 3).x(3, 4).x(1, 4),
                of("Gemm", "with a matrix").x(2, 3).x(3, 4).x(2, 4),
                of("Gemm", "dynamic")
                        .dynamic()
                        .with("transB", 1)
                        .x(2, 3)
                        .x(4, 3)
                        .x(4),
                of("Gemm", "with beta 0").with("beta", 0.0).x(2, 3).x(3, 4).real(new double[4], 4));
    }

    private static List<OperatorCase> einsum() {
        return List.of(
                einsum("ij,jk->ik").x(2, 3).x(3, 4),
                einsum("bhqd,bhkd->bhqk").x(2, 2, 3, 4).x(2, 2, 2, 4),
                einsum("bij, bjk -> bik").x(2, 2, 3).x(2, 3, 2),
                einsum("ij,jk").x(2, 3).x(3, 4),
                einsum("ij,kj").x(2, 3).x(4, 3),
                einsum("ij->ji").x(2, 3),
                einsum("ij->i").x(2, 3),
                einsum("ij->").x(2, 3),
                einsum("ij,jk->i").x(2, 3).x(3, 4),
                einsum("i,j->ij").x(2).x(3),
                einsum("...ij,jk->...ik").x(2, 2, 3).x(3, 4),
                einsum("...ij,...jk->...ik").x(2, 2, 3).x(2, 3, 4),
                einsum("bhwc,hkc->bhwk").x(1, 2, 3, 2).x(2, 4, 2),
                einsum("ij,j,jk->ik").x(2, 3).x(3).x(3, 2));
    }

    private static OperatorCase einsum(String equation) {
        return of("Einsum", equation).with("equation", equation);
    }
}
