package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the values of a graph come from, for recognising patterns of operators from their last one backwards. */
final class Producers {
    private final TypedGraph typed;
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> variable = new HashSet<>();

    Producers(TypedGraph typed) {
        this.typed = typed;
        Graph graph = typed.graph();
        graph.inputs().stream()
                .filter(input -> input.type().element().isFloatingPoint())
                .forEach(input -> variable.add(input.name()));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            if (node.reads().stream().anyMatch(variable::contains)) {
                variable.addAll(node.outputs());
            }
        }
    }

    /** Whether the value depends on real numbers that are fed, and so may have a gradient. */
    boolean isVariable(String value) {
        return variable.contains(value);
    }

    /** The node that computes a value, if it is of the given operator, else null. */
    Node of(String value, String operator) {
        Node node = producers.get(value);
        return node != null && node.qualifiedType().equals(operator) ? node : null;
    }

    TensorType type(String value) {
        return typed.type(value);
    }

    boolean isFloat(String value) {
        TensorType type = typed.type(value);
        return type != null && type.element() == ElementType.FLOAT;
    }

    Constant constant(String value) {
        return typed.graph().constants().get(value);
    }

    /** The value of a constant with one element, or null. */
    Double scalar(String value) {
        Constant constant = constant(value);
        return constant == null ? null : constant.scalarValue();
    }

    boolean isScalar(String value, double expected) {
        return Double.valueOf(expected).equals(scalar(value));
    }

    /** Whether a constant names the last axis of a value, and nothing else. */
    boolean isLastAxis(String axes, String value) {
        return LastAxis.isNamed(typed, axes, value);
    }

    /** The other operand of a commutative operator, or null where {@code operand} is none of its two. */
    static String other(Node node, String operand) {
        List<String> inputs = node.inputs();
        return inputs.get(0).equals(operand) ? inputs.get(1) : inputs.get(1).equals(operand) ? inputs.get(0) : null;
    }
}
