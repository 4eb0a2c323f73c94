package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.Tensor;
import dev.graft.graph.TensorType;
import dev.graft.graph.TypedGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes σ(x) as 1 / (1 + exp(-x)).
 *
 * <p>ONNX Runtime's CPU kernel of {@code Sigmoid} has an absolute error of 1e-7, which for negative x is a relative one
 * of up to 2e-2; its {@code Exp} is right to the last bit but one. In gated feed-forward layers the difference shows in
 * the gradient, and Adam's first steps, which look only at signs, carry it on.
 */
final class AccurateSigmoid {
    private static final String ONE = "sigmoid/one";

    private AccurateSigmoid() {}

    static TypedGraph rewrite(TypedGraph typed) {
        Graph graph = typed.graph();
        List<Node> nodes = new ArrayList<>();
        Map<String, TensorType> types = new LinkedHashMap<>(typed.types());
        for (Node node : graph.nodes()) {
            TensorType type =
                    typed.type(node.inputs().isEmpty() ? "" : node.inputs().get(0));
            if (!node.qualifiedType().equals("Sigmoid") || type == null || type.element() != ElementType.FLOAT) {
                nodes.add(node);
                continue;
            }
            String output = node.outputs().get(0);
            String x = node.inputs().get(0);
            for (String part : List.of("/negative", "/exp", "/sum")) {
                types.put(output + part, type);
            }
            nodes.add(node("Neg", output + "/negative", x));
            nodes.add(node("Exp", output + "/exp", output + "/negative"));
            nodes.add(node("Add", output + "/sum", output + "/exp", ONE));
            nodes.add(node("Reciprocal", output, output + "/sum"));
        }
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.put(ONE, Constant.of(Tensor.scalar(1f)));
        types.put(ONE, TensorType.of(ElementType.FLOAT));
        return new TypedGraph(graph.withNodes(nodes).withConstants(constants).pruned(), types);
    }

    private static Node node(String operator, String output, String... inputs) {
        return new Node(operator, "", output, List.of(inputs), List.of(output), Map.of());
    }
}
