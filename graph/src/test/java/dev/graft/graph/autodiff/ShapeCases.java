package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.of;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Operators that move, repeat, cut, join or surround elements. */
final class ShapeCases {
    private static final long FAR = Long.MAX_VALUE;

    private ShapeCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(reshaping());
        cases.addAll(moving());
        cases.addAll(joining());
        cases.addAll(slices());
        cases.addAll(surrounding());
        return cases;
    }

    private static List<OperatorCase> reshaping() {
        return List.of(
                of("Reshape", "").x(2, 6).ints(3, -1),
                of("Reshape", "0 keeps").x(2, 6).ints(0, 2, 3),
                of("Reshape", "to a vector, dynamic").dynamic().x(2, 6).ints(-1),
                of("Reshape", "allowzero").with("allowzero", 1).x(2, 6).ints(12),
                of("Flatten", "").x(2, 3, 2),
                of("Flatten", "negative axis").with("axis", -1).x(2, 3, 2),
                of("Flatten", "axis 0").with("axis", 0).x(2, 3),
                of("Flatten", "dynamic").dynamic().x(2, 3, 2),
                of("Squeeze", "").x(1, 3, 1),
                of("Squeeze", "axes").x(1, 3, 1).ints(-1),
                of("Squeeze", "of opset 11").opset(11).withInts("axes", 0).x(1, 3, 1),
                of("Unsqueeze", "").x(2, 3).ints(0, -1),
                of("Unsqueeze", "of opset 11").opset(11).withInts("axes", 1).x(2, 3),
                of("Unsqueeze", "dynamic").dynamic().x(2, 3).ints(1),
                of("Expand", "").x(3, 1).ints(2, 3, 4),
                of("Expand", "with 1 where the value is larger").x(3, 2).ints(2, 1, 1),
                of("Expand", "dynamic").dynamic().x(3, 1).ints(2, 3, 4),
                of("Tile", "").x(2, 3).ints(3, 2),
                of("Tile", "rank 3").x(2, 1, 3).ints(1, 4, 1));
    }

    private static List<OperatorCase> moving() {
        return List.of(
                of("Transpose", "").x(2, 3),
                of("Transpose", "without perm, rank 3").x(2, 3, 4),
                of("Transpose", "cycle").withInts("perm", 2, 0, 1).x(2, 3, 4),
                of("Transpose", "dynamic").dynamic().withInts("perm", 1, 2, 0).x(2, 3, 4),
                of("DepthToSpace", "").with("blocksize", 2).x(1, 8, 2, 3),
                of("DepthToSpace", "CRD")
                        .with("blocksize", 2)
                        .with("mode", "CRD")
                        .x(2, 8, 1, 2),
                of("SpaceToDepth", "").with("blocksize", 2).x(2, 2, 4, 2));
    }

    private static List<OperatorCase> joining() {
        return List.of(
                of("Concat", "").with("axis", 1).x(2, 3).x(2, 1).x(2, 2),
                of("Concat", "negative axis").with("axis", -2).x(2, 3).x(1, 3),
                of("Concat", "with a constant")
                        .with("axis", 0)
                        .real(new double[3], 1, 3)
                        .x(2, 3),
                of("Concat", "of a value with itself").with("axis", 0).x(2, 3).again(),
                of("Concat", "dynamic")
                        .dynamic()
                        .with("axis", 1)
                        .x(2, 3)
                        .x(2, 1)
                        .x(2, 2),
                of("Split", "")
                        .with("axis", 1)
                        .with("num_outputs", 2)
                        .outputs(2)
                        .x(2, 4),
                of("Split", "uneven")
                        .with("axis", 1)
                        .with("num_outputs", 2)
                        .outputs(2)
                        .x(2, 5),
                of("Split", "sizes").with("axis", -1).outputs(3).x(2, 6).ints(1, 2, 3),
                of("Split", "of opset 11")
                        .opset(11)
                        .with("axis", 1)
                        .withInts("split", 1, 3)
                        .outputs(2)
                        .x(2, 4),
                of("Split", "of opset 13, equal")
                        .opset(13)
                        .with("axis", 1)
                        .outputs(2)
                        .x(2, 4),
                of("Split", "dynamic")
                        .dynamic()
                        .with("axis", 1)
                        .outputs(3)
                        .x(2, 6)
                        .ints(1, 2, 3));
    }

    private static List<OperatorCase> slices() {
        return List.of(
                of("Slice", "").x(4, 5).ints(1, 2).ints(3, 4),
                of("Slice", "axes").x(4, 5).ints(1).ints(3).ints(-1),
                of("Slice", "axes of INT32")
                        .x(4, 5)
                        .constant(Tensor.of(new int[] {1}, 1))
                        .constant(Tensor.of(new int[] {3}, 1))
                        .constant(Tensor.of(new int[] {1}, 1)),
                of("Slice", "to the end").x(4, 5).ints(-2).ints(FAR).ints(1),
                of("Slice", "steps").x(4, 7).ints(1).ints(7).ints(1).ints(2),
                of("Slice", "steps that end early")
                        .x(8)
                        .ints(1)
                        .ints(FAR)
                        .ints(0)
                        .ints(3),
                of("Slice", "backwards")
                        .x(4, 5)
                        .ints(-1)
                        .ints(Long.MIN_VALUE)
                        .ints(1)
                        .ints(-1),
                of("Slice", "backwards in steps")
                        .x(4, 6)
                        .ints(4)
                        .ints(0)
                        .ints(1)
                        .ints(-2),
                of("Slice", "backwards from beyond")
                        .x(5)
                        .ints(99)
                        .ints(0)
                        .ints(0)
                        .ints(-2),
                of("Slice", "two axes with steps")
                        .x(5, 6)
                        .ints(0, 1)
                        .ints(5, 6)
                        .ints(0, 1)
                        .ints(2, 3),
                of("Slice", "of opset 9")
                        .opset(9)
                        .withInts("starts", 1)
                        .withInts("ends", 3)
                        .withInts("axes", 1)
                        .x(4, 5),
                of("Slice", "dynamic").dynamic().x(4, 5).ints(1).ints(3).ints(1),
                of("Slice", "dynamic, two axes, from the end")
                        .dynamic()
                        .x(4, 5)
                        .ints(1, -3)
                        .ints(FAR, -1)
                        .ints(-2, 1),
                of("Slice", "bounds of the run")
                        .x(4, 5)
                        .fed(Tensor.of(new long[] {-3}, 1))
                        .ints(4)
                        .ints(1));
    }

    private static List<OperatorCase> surrounding() {
        return List.of(
                of("Pad", "").x(2, 3).ints(1, 0, 0, 2),
                of("Pad", "value").x(2, 3).ints(1, 0, 0, 2).real(new double[] {3}),
                of("Pad", "axes").x(2, 3).ints(1, 2).absent().ints(-1),
                of("Pad", "cut off").x(4, 5).ints(-1, 2, 1, -2),
                of("Pad", "reflect").with("mode", "reflect").x(3, 4).ints(1, 2, 0, 3),
                of("Pad", "edge").with("mode", "edge").x(3, 4).ints(1, 2, 0, 3),
                of("Pad", "wrap").opset(19).with("mode", "wrap").x(3, 4).ints(1, 2, 0, 3),
                of("Pad", "of opset 10")
                        .opset(10)
                        .withInts("pads", 1, 0, 0, 2)
                        .with("value", 0.5)
                        .x(2, 3),
                of("Pad", "dynamic").dynamic().x(2, 3).ints(1, 0, 0, 2),
                of("Trilu", "").x(3, 4),
                of("Trilu", "lower").with("upper", 0).x(2, 3, 3),
                of("Trilu", "shifted").with("upper", 1).x(4, 4).constant(Tensor.scalar(1L)),
                of("CumSum", "").x(2, 4).constant(Tensor.scalar(1L)),
                of("CumSum", "exclusive").with("exclusive", 1).x(2, 4).constant(Tensor.scalar(-1L)),
                of("CumSum", "reverse").with("reverse", 1).x(2, 4).constant(Tensor.scalar(0L)),
                of("CumSum", "exclusive and reverse")
                        .with("exclusive", 1)
                        .with("reverse", 1)
                        .x(2, 4)
                        .constant(Tensor.scalar(1L)));
    }
}
