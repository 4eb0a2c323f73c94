package dev.graft.graph.runtime;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Refuses an {@code Einsum} whose {@code ...} stands for different numbers of axes of its operands: the inference of shapes in
 * ONNX Runtime would end the whole process on it (onnx/onnx issue 8207, which ONNX Runtime 1.29 has).
 *
 * <p>Within branches and loops the ranks are not known here, and nothing is refused.
 */
final class EinsumRanks {
    private static final String ELLIPSIS = "...";

    private EinsumRanks() {}

    /**
     * Refuses such a graph.
     *
     * @throws InvalidInputException naming the node and the ranks of its operands
     */
    static void check(Graph graph) {
        if (graph.nodes().stream().noneMatch(EinsumRanks::isExposed)) {
            return;
        }
        List<Node> nodes = graph.ordered().nodes();
        for (int i = 0; i < nodes.size(); i++) {
            if (isExposed(nodes.get(i))) {
                check(nodes.get(i), types(graph, nodes.subList(0, i), nodes.get(i)));
            }
        }
    }

    private static boolean isExposed(Node node) {
        return node.qualifiedType().equals("Einsum")
                && Arrays.stream(terms(node))
                                .filter(term -> term.contains(ELLIPSIS))
                                .count()
                        > 1;
    }

    /** What stands for the axes of each operand, without spaces. */
    private static String[] terms(Node node) {
        return node.textAttribute("equation", "").replaceAll("\\s|->.*", "").split(",", -1);
    }

    /** The types of what the operands are made of, which has been checked before. */
    private static Map<String, TensorType> types(Graph graph, List<Node> before, Node node) {
        List<ValueInfo> operands = node.inputs().stream()
                .distinct()
                .map(name -> new ValueInfo(name, null))
                .toList();
        return TypeInference.inferChecked(
                graph.withNodes(before).withOutputs(operands).pruned());
    }

    private static void check(Node node, Map<String, TensorType> types) {
        String[] terms = terms(node);
        int covered = -1;
        for (int i = 0; i < Math.min(terms.length, node.inputs().size()); i++) {
            TensorType type = types.get(node.inputs().get(i));
            if (type == null || !terms[i].contains(ELLIPSIS)) {
                continue;
            }
            int axes = type.shape().rank() - (terms[i].length() - ELLIPSIS.length());
            if (covered >= 0 && axes != covered) {
                throw new InvalidInputException("the node '" + node.name() + "' of type Einsum, "
                        + node.textAttribute("equation", "")
                        + ", needs the same number of axes for ... in each operand,"
                        + " found " + covered + " and " + axes + "; mend the equation, or export the model again");
            }
            covered = axes;
        }
    }
}
