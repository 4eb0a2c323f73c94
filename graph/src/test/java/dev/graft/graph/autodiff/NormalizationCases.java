package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;
import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import java.util.ArrayList;
import java.util.List;

/** Operators that normalise over axes, channels, groups or windows. */
final class NormalizationCases {
    private NormalizationCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        for (String operator : new String[] {"Softmax", "LogSoftmax"}) {
            cases.add(of(operator, "").x(2, 3));
            cases.add(of(operator, "axis").with("axis", 1).x(2, 3, 2));
            cases.add(of(operator, "negative axis").with("axis", -2).x(2, 3, 2));
            cases.add(of(operator, "of opset 11").opset(11).with("axis", 1).x(2, 3, 2));
            cases.add(of(operator, "of opset 11, last axis")
                    .opset(11)
                    .with("axis", -1)
                    .x(2, 3, 2));
            cases.add(of(operator, "dynamic").dynamic().x(2, 3));
        }
        cases.addAll(layers());
        cases.addAll(channels());
        return cases;
    }

    private static List<OperatorCase> layers() {
        return List.of(
                of("LayerNormalization", "").x(2, 4).x(4).x(4),
                single("LayerNormalization", "single").x(2, 2, 4).x(4).x(4),
                of("LayerNormalization", "without bias")
                        .with("epsilon", 0.1)
                        .x(2, 4)
                        .x(4),
                of("LayerNormalization", "two axes")
                        .with("axis", 1)
                        .x(2, 3, 2)
                        .x(3, 2)
                        .x(3, 2),
                of("LayerNormalization", "negative axis")
                        .with("axis", -2)
                        .x(2, 3, 2)
                        .x(3, 2)
                        .x(3, 2),
                single("LayerNormalization", "with statistics")
                        .outputs(3)
                        .x(2, 4)
                        .x(4)
                        .x(4),
                of("LayerNormalization", "dynamic").dynamic().x(2, 4).x(4).x(4),
                of("SimplifiedLayerNormalization", "").opset(17).x(2, 4).x(4),
                of("SimplifiedLayerNormalization", "epsilon")
                        .with("epsilon", 0.1)
                        .x(2, 3, 4)
                        .x(4),
                of("SimplifiedLayerNormalization", "dynamic").dynamic().x(2, 4).x(4),
                single("RMSNormalization", "").opset(23).x(2, 4).x(4),
                single("RMSNormalization", "two axes")
                        .opset(23)
                        .with("axis", 1)
                        .x(2, 3, 2)
                        .x(3, 2),
                single("LpNormalization", "").x(2, 3),
                single("LpNormalization", "axis").with("axis", 0).with("p", 2).x(2, 3),
                single("LpNormalization", "p = 1").with("p", 1).nonzero(2, 3),
                single("MeanVarianceNormalization", "").x(2, 2, 2, 3),
                single("MeanVarianceNormalization", "axes")
                        .withInts("axes", 1, 3)
                        .x(2, 2, 2, 3));
    }

    private static List<OperatorCase> channels() {
        return List.of(
                single("BatchNormalization", "").x(2, 3, 2, 2).x(3).x(3).x(3).between(0.5, 1.5, 3),
                single("BatchNormalization", "rank 2")
                        .with("epsilon", 0.1)
                        .x(4, 3)
                        .x(3)
                        .x(3)
                        .x(3)
                        .between(0.5, 1.5, 3),
                single("BatchNormalization", "of opset 9")
                        .opset(9)
                        .x(2, 3, 2)
                        .x(3)
                        .x(3)
                        .x(3)
                        .between(0.5, 1.5, 3),
                single("InstanceNormalization", "")
                        .with("epsilon", 0.1)
                        .x(2, 2, 3, 2)
                        .x(2)
                        .x(2),
                single("InstanceNormalization", "1 axis").x(2, 2, 4).x(2).x(2),
                single("GroupNormalization", "")
                        .opset(21)
                        .with("num_groups", 2)
                        .x(2, 4, 3, 2)
                        .x(4)
                        .x(4),
                single("GroupNormalization", "one group")
                        .opset(21)
                        .with("num_groups", 1)
                        .with("epsilon", 0.1)
                        .x(2, 4, 3)
                        .x(4)
                        .x(4),
                single("GroupNormalization", "per group, of opset 18")
                        .opset(18)
                        .with("num_groups", 2)
                        .x(2, 4, 3, 2)
                        .x(2)
                        .x(2),
                single("LRN", "").with("size", 3).with("alpha", 0.5).x(2, 4, 2, 2));
    }
}
