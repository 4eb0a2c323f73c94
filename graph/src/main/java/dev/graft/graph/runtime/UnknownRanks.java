package dev.graft.graph.runtime;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.TensorType;
import java.util.Map;
import java.util.Set;

/**
 * Tells values of unknown rank from scalars. ONNX Runtime reports both without dimensions; taken for a scalar, a tensor
 * that was broadcast would get a wrong gradient, where it should be refused.
 */
final class UnknownRanks {
    /** Operators whose result has no axes only if the operand that gives the shape is empty, by that operand's place. */
    private static final Map<String, Integer> SHAPED_BY =
            Map.of("Reshape", 1, "ConstantOfShape", 0, "RandomNormal", 0, "RandomUniform", 0);

    /** Operators that make scalars of tensors. */
    private static final Set<String> MAY_DROP_AXES = Set.of(
            "ArgMax",
            "ArgMin",
            "Constant",
            "Det",
            "Einsum",
            "Gather",
            "GatherND",
            "Gemm",
            "If",
            "Loop",
            "MatMul",
            "NegativeLogLikelihoodLoss",
            "Scan",
            "SequenceAt",
            "Size",
            "SoftmaxCrossEntropyLoss",
            "Squeeze");

    private UnknownRanks() {}

    /** Removes the types of values that only seem to be scalars. */
    static void remove(Graph graph, Map<String, TensorType> types) {
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                TensorType type = types.get(output);
                if (type != null && type.shape().rank() == 0 && !canBeScalar(node, types)) {
                    types.remove(output);
                }
            }
        }
    }

    private static boolean canBeScalar(Node node, Map<String, TensorType> types) {
        Integer shape = SHAPED_BY.get(node.opType());
        if (shape != null && node.hasInput(shape)) {
            TensorType given = types.get(node.inputs().get(shape));
            return given != null && given.shape().isStatic() && given.shape().elementCount() == 0;
        }
        boolean known = node.inputs().stream().allMatch(input -> input.isEmpty() || types.containsKey(input));
        if (MAY_DROP_AXES.contains(node.opType()) || node.opType().startsWith("Reduce")) {
            return known || keepsNoAxes(node);
        }
        // Any other operator keeps the axes of its operands.
        return known
                && node.inputs().stream()
                        .allMatch(input ->
                                input.isEmpty() || types.get(input).shape().rank() == 0);
    }

    /** A sum over all axes is a scalar whatever it sums. */
    private static boolean keepsNoAxes(Node node) {
        return node.opType().startsWith("Reduce") && !node.hasInput(1) && node.intAttribute("keepdims", 1) == 0;
    }
}
