package dev.graft.graph.autodiff;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.TensorType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The graph that is differentiated, as far as the rules of gradients ask about it. */
public final class ForwardPass {
    private final Graph graph;
    private final Map<String, TensorType> types;
    private final Map<String, String> cleaned = new HashMap<>();
    private final Map<String, Node> logSoftmaxes = new HashMap<>();
    private final Map<String, Node> softmaxes = new HashMap<>();

    /** @param variables values whose own gradient is asked for, so that none of theirs may go another way */
    ForwardPass(Graph graph, Map<String, TensorType> types, Set<String> variables) {
        this.graph = graph;
        this.types = types;
        Map<String, String> checks = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.qualifiedType().equals("IsNaN")) {
                checks.put(node.outputs().get(0), node.inputs().get(0));
            } else if (node.qualifiedType().equals("LogSoftmax")
                    && !variables.contains(node.outputs().get(0))) {
                logSoftmaxes.put(node.outputs().get(0), node);
            } else if (node.qualifiedType().equals("Softmax")
                    && !variables.contains(node.outputs().get(0))) {
                softmaxes.put(node.outputs().get(0), node);
            } else if (node.qualifiedType().equals("Where")) {
                String checked = checks.get(node.inputs().get(0));
                Constant replacement = graph.constants().get(node.inputs().get(1));
                boolean zero = replacement != null && Double.valueOf(0).equals(replacement.scalarValue());
                if (checked != null && zero && checked.equals(node.inputs().get(2))) {
                    String clean = node.outputs().get(0);
                    cleaned.put(checked, clean);
                    if (softmaxes.containsKey(checked) && !variables.contains(clean)) {
                        softmaxes.put(clean, softmaxes.get(checked));
                    }
                }
            }
        }
    }

    /** The version of the operator set that a node belongs to. */
    public int opset(Node node) {
        return graph.opset(node.domain());
    }

    /** The type of a value, or null where it is not known. */
    public TensorType type(String value) {
        return types.get(value);
    }

    /** The value that is equal to the given one, but 0 where that is not a number; null where there is none. */
    public String cleaned(String value) {
        return cleaned.get(value);
    }

    /** The node whose log-probabilities the value is, or null where it is something else. */
    public Node logSoftmax(String value) {
        return logSoftmaxes.get(value);
    }

    /** The node whose probabilities the value is, those that are not a number replaced or not; null where it is something else. */
    public Node softmax(String value) {
        return softmaxes.get(value);
    }
}
