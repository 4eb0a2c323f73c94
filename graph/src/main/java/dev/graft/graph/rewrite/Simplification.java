package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/** Removes operators that, with the shapes known, do nothing. */
final class Simplification {
    private static final Set<String> SHAPE_ONLY =
            Set.of("Reshape", "Expand", "Squeeze", "Unsqueeze", "Flatten", "Tile");

    private final TypedGraph typed;
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> outputs;
    private final List<Node> kept = new ArrayList<>();

    private Simplification(TypedGraph typed) {
        this.typed = typed;
        this.outputs = new HashSet<>(typed.graph().outputNames());
    }

    static TypedGraph simplify(TypedGraph typed) {
        return new Simplification(typed).run();
    }

    private TypedGraph run() {
        for (Node original : typed.graph().nodes()) {
            Node node = withoutEmptyOperands(original.withInputs(original.inputs().stream()
                    .map(name -> renamed.getOrDefault(name, name))
                    .toList()));
            if (hasNoEffect(node) && !outputs.contains(node.outputs().get(0))) {
                renamed.put(node.outputs().get(0), node.inputs().get(0));
            } else {
                kept.add(node);
            }
        }
        Graph graph = typed.graph().withNodes(kept).renameUses(name -> renamed.getOrDefault(name, name));
        return new TypedGraph(graph.pruned(), typed.types());
    }

    /** A key-value cache of length 0 is joined with what is new; nothing is left to join. */
    private Node withoutEmptyOperands(Node node) {
        if (!node.opType().equals("Concat") || node.inputs().size() == 1) {
            return node;
        }
        List<String> filled =
                node.inputs().stream().filter(input -> !isEmpty(input)).toList();
        return filled.isEmpty() ? node : node.withInputs(filled);
    }

    private boolean isEmpty(String value) {
        TensorType type = typed.type(value);
        return type != null && type.shape().isStatic() && type.shape().elementCount() == 0;
    }

    private boolean hasNoEffect(Node node) {
        if (!node.domain().isEmpty() || node.inputs().isEmpty()) {
            return false;
        }
        return switch (node.opType()) {
            case "Identity" -> true;
            case "Concat" -> node.inputs().size() == 1;
            case "Dropout" -> !node.hasInput(2) && !node.hasOutput(1);
            case "Cast", "CastLike" -> keepsType(node);
            case "Slice" -> keepsShape(node) && !reverses(node);
            case "Pad" -> keepsShape(node) && !shifts(node);
            default -> SHAPE_ONLY.contains(node.opType()) && keepsShape(node);
        };
    }

    private boolean keepsType(Node node) {
        TensorType in = typed.type(node.inputs().get(0));
        TensorType out = typed.type(node.outputs().get(0));
        return in != null && out != null && in.element() == out.element();
    }

    private boolean keepsShape(Node node) {
        TensorType in = typed.type(node.inputs().get(0));
        TensorType out = typed.type(node.outputs().get(0));
        return in != null
                && out != null
                && in.shape().isStatic()
                && Arrays.equals(in.shape().sizes(), out.shape().sizes());
    }

    private boolean reverses(Node node) {
        return node.hasInput(4) && mayHave(node.inputs().get(4), step -> step < 0);
    }

    /** What is put before the first element may be cut off behind the last. */
    private boolean shifts(Node node) {
        return mayHave(node.inputs().get(1), width -> width != 0);
    }

    private boolean mayHave(String operand, LongPredicate value) {
        Constant constant = typed.graph().constants().get(operand);
        return constant == null
                || constant.type() != ElementType.INT64
                || Arrays.stream(constant.tensor().toLongArray()).anyMatch(value);
    }
}
