package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Operators that pick or place elements by index; indices repeat and count from the end where that is allowed. */
final class IndexingCases {
    private IndexingCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(gather());
        cases.addAll(scatter());
        return cases;
    }

    private static List<OperatorCase> gather() {
        Tensor repeated = Tensor.of(new long[] {1, 0, 1, -1}, 2, 2);
        return List.of(
                of("Gather", "").x(3, 2).fed(Tensor.of(new long[] {2, 0, 2}, 3)),
                of("Gather", "indices of rank 2").x(3, 2).fed(repeated),
                of("Gather", "indices of rank 2, inner axis")
                        .with("axis", 1)
                        .x(2, 3, 2)
                        .fed(repeated),
                of("Gather", "negative axis").with("axis", -1).x(2, 3).fed(Tensor.of(new int[] {2, 0, 2}, 3)),
                of("Gather", "scalar index").with("axis", 1).x(2, 3, 2).fed(Tensor.scalar(1L)),
                of("Gather", "constant scalar index").with("axis", 1).x(2, 3, 2).constant(Tensor.scalar(-2L)),
                of("Gather", "constant run").with("axis", 1).x(2, 4).ints(1, 2),
                of("Gather", "constant run of rank 2").x(5, 2).constant(Tensor.of(new long[] {1, 2, 3, 4}, 2, 2)),
                of("Gather", "constants that repeat").x(3, 2).constant(repeated),
                of("Gather", "of a vector").x(4).fed(repeated),
                of("Gather", "dynamic indices").dynamic().with("axis", 0).x(4).fed(repeated),
                of("Gather", "dynamic").dynamic().with("axis", 1).x(2, 3, 2).fed(repeated),
                of("GatherElements", "").with("axis", 1).x(2, 3).fed(repeated),
                of("GatherElements", "fewer rows").with("axis", -1).x(4, 3).fed(repeated),
                of("GatherElements", "dynamic")
                        .dynamic()
                        .with("axis", 0)
                        .x(2, 3)
                        .fed(repeated),
                of("GatherND", "of elements").x(2, 3).fed(Tensor.of(new long[] {0, 1, 1, 2, 0, 1}, 3, 2)),
                of("GatherND", "of rows").x(3, 2).fed(Tensor.of(new long[] {2, 0, -1}, 3, 1)),
                of("GatherND", "of rows of rank 3").x(2, 3, 2).fed(Tensor.of(new long[] {1, -1, 0, 0}, 1, 2, 2)),
                of("GatherND", "batch_dims")
                        .with("batch_dims", 1)
                        .x(2, 3, 2)
                        .fed(Tensor.of(new long[] {1, -1, 0, 0}, 2, 2, 1)));
    }

    private static List<OperatorCase> scatter() {
        Tensor places = Tensor.of(new long[] {2, 0, 1, -1}, 2, 2);
        Tensor repeated = Tensor.of(new long[] {2, 2, 1, 1}, 2, 2);
        Tensor tuples = Tensor.of(new long[] {0, 1, 1, -1}, 2, 2);
        return List.of(
                of("ScatterElements", "").with("axis", 1).x(2, 3).fed(places).x(2, 2),
                of("ScatterElements", "add")
                        .with("axis", 1)
                        .with("reduction", "add")
                        .x(2, 3)
                        .fed(repeated)
                        .x(2, 2),
                of("ScatterElements", "of opset 11")
                        .opset(11)
                        .with("axis", -1)
                        .x(2, 3)
                        .fed(places)
                        .x(2, 2),
                of("ScatterND", "elements").x(2, 3).fed(tuples).x(2),
                of("ScatterND", "rows")
                        .x(3, 2)
                        .fed(Tensor.of(new long[] {2, 0}, 2, 1))
                        .x(2, 2),
                of("ScatterND", "add")
                        .with("reduction", "add")
                        .x(2, 3)
                        .fed(tuples)
                        .x(2),
                of("ScatterND", "dynamic")
                        .dynamic()
                        .x(3, 2)
                        .fed(Tensor.of(new long[] {2, 0}, 2, 1))
                        .x(2, 2),
                of("TopK", "").outputs(2).distinct(3, 4).ints(2),
                of("TopK", "smallest, other axis")
                        .with("axis", 0)
                        .with("largest", 0)
                        .outputs(2)
                        .distinct(4, 3)
                        .ints(2));
    }
}
