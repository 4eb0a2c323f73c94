package dev.graft.backbones.masks;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells whether the attentions of a decoder are kept from later tokens by masks alone that are known. */
final class MaskedAttentions {
    /** What may stand between the scores of an attention and their softmax, and between that and the values. */
    private static final Set<String> BETWEEN = Set.of(
            "Add",
            "Sub",
            "Where",
            "Cast",
            "Identity",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Max",
            "Min",
            "Clip",
            "Mul",
            "Div",
            "Tanh",
            "Dropout");

    private static final Set<String> PRODUCTS = Set.of("MatMul", "FusedMatMul", "Einsum");

    /** Attentions of one operator. */
    private static final Set<String> WHOLE = Set.of(
            "Attention",
            Graph.MICROSOFT + ".Attention",
            Graph.MICROSOFT + ".MultiHeadAttention",
            Graph.MICROSOFT + ".GroupQueryAttention",
            Graph.MICROSOFT + ".SparseAttention",
            Graph.MICROSOFT + ".PagedAttention");

    private final Graph graph;
    private final TextFlow flow;
    private final Set<String> masks;

    MaskedAttentions(Graph graph, TextFlow flow, Set<String> masks) {
        this.graph = graph;
        this.flow = flow;
        this.masks = masks;
    }

    /** The first attention that another mask, or none, keeps from later tokens, or that may be one; empty where there is none. */
    Optional<Node> firstUnknown() {
        return graph.nodes().stream()
                .filter(node -> flow.isText(node) && isUnknown(node))
                .findFirst();
    }

    private boolean isUnknown(Node node) {
        if (WHOLE.contains(node.qualifiedType())) {
            return !isMaskedWhole(node);
        }
        if (node.opType().equals("Softmax")) {
            return weighs(node) && !isMasked(node);
        }
        return attendsWithin(node);
    }

    private boolean isMaskedWhole(Node node) {
        return switch (node.qualifiedType()) {
            case "Attention" -> node.intAttribute("is_causal", 0) == 0 && reads(node, 3);
            case Graph.MICROSOFT + ".Attention", Graph.MICROSOFT + ".MultiHeadAttention" ->
                node.intAttribute("unidirectional", 0) == 0 && reads(node, 5);
            default -> false;
        };
    }

    private boolean reads(Node node, int operand) {
        return node.hasInput(operand) && masks.contains(node.inputs().get(operand));
    }

    /** Whether an attention stands in a branch or loop. */
    private static boolean attendsWithin(Node node) {
        return node.attributes().values().stream()
                .filter(Attribute.Subgraph.class::isInstance)
                .flatMap(attribute -> ((Attribute.Subgraph) attribute).graph().nodes().stream())
                .anyMatch(inner -> inner.opType().equals("Softmax")
                        || WHOLE.contains(inner.qualifiedType())
                        || attendsWithin(inner));
    }

    /** Whether a mask is applied to what a softmax reads. */
    private boolean isMasked(Node softmax) {
        Deque<Node> open = new ArrayDeque<>(List.of(softmax));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            for (String value : open.pop().inputs()) {
                if (masks.contains(value)) {
                    return true;
                }
                Node before = flow.isText(value) && seen.add(value) ? flow.producer(value) : null;
                if (before != null && BETWEEN.contains(before.opType())) {
                    open.push(before);
                }
            }
        }
        return false;
    }

    /** Whether the result of a softmax weighs values that are made of the text, as an attention does, and no router of experts. */
    private boolean weighs(Node softmax) {
        Set<String> results = new HashSet<>(softmax.outputs());
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().noneMatch(results::contains)) {
                continue;
            }
            if (PRODUCTS.contains(node.opType())
                    && node.inputs().stream().allMatch(value -> value.isEmpty() || flow.isText(value))) {
                return true;
            }
            if (BETWEEN.contains(node.opType())) {
                results.addAll(node.outputs());
            }
        }
        return false;
    }
}
