package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;
import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reductions over all axes, over some, kept or dropped, and in the form of older operator sets. */
final class ReductionCases {
    /** Reductions that the runtime does not have in double precision. */
    private static final Set<String> SINGLE = Set.of("ReduceL1", "ReduceL2", "ReduceLogSum");

    private ReductionCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        for (String operator : new String[] {
            "ReduceSum",
            "ReduceMean",
            "ReduceSumSquare",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSumExp",
            "ReduceLogSum",
            "ReduceProd",
            "ReduceMax",
            "ReduceMin"
        }) {
            cases.add(domain(operator, "of all"));
            cases.add(domain(operator, "one axis").ints(1));
            cases.add(domain(operator, "negative axes").ints(-1, 0));
            cases.add(domain(operator, "axes dropped").with("keepdims", 0).ints(-2));
            cases.add(domain(operator, "all dropped").with("keepdims", 0));
            cases.add(domain(operator, "dynamic", true).with("keepdims", 0).ints(2, 0));
            cases.add(domain(operator, "no axes, no effect")
                    .with("noop_with_empty_axes", 1)
                    .ints());
            cases.add(domain(operator, "of opset 11")
                    .opset(11)
                    .withInts("axes", -1, 1)
                    .with("keepdims", 0));
        }
        cases.add(of("ReduceProd", "with a zero")
                .variable(new double[] {0, 0.5, 2, 1, -0.7, 3}, 2, 3)
                .ints(1));
        cases.add(of("ReduceProd", "with two zeros")
                .variable(new double[] {0, 0.5, 0, 1, -0.7, 3}, 2, 3)
                .ints(1));
        return cases;
    }

    private static OperatorCase domain(String operator, String variant) {
        return domain(operator, variant, false);
    }

    private static OperatorCase domain(String operator, String variant, boolean dynamic) {
        OperatorCase made = SINGLE.contains(operator) ? single(operator, variant) : of(operator, variant);
        if (dynamic) {
            made.dynamic();
        }
        return switch (operator) {
            case "ReduceMax", "ReduceMin" -> made.distinct(2, 3, 2);
            case "ReduceLogSum" -> made.between(0.5, 1.5, 2, 3, 2);
            default -> made.nonzero(2, 3, 2);
        };
    }
}
