package dev.graft.graph.rewrite;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Replaces operators that fuse several steps, as optimised exports have them, by the steps, each of which has a
 * gradient rule. A fused operator in a form that has no equivalent here stays, and differentiation will name it.
 */
final class Lowering {
    private static final Map<String, Consumer<FusedNode>> RULES = new HashMap<>();

    static {
        NormalizationLowering.addTo(RULES);
        RotaryLowering.addTo(RULES);
        AttentionLowering.addTo(RULES);
        QuantizedWeightLowering.addTo(RULES);
        ActivationLowering.addTo(RULES);
    }

    private Lowering() {}

    /** The graph in simple operators; the same graph where it has none that could be replaced. */
    static Graph lower(TypedGraph typed) {
        Graph graph = typed.graph();
        if (graph.nodes().stream().noneMatch(node -> RULES.containsKey(node.qualifiedType()))) {
            return graph;
        }
        GraphBuilder builder = GraphBuilder.from(graph.withNodes(List.of()), typed.types());
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Consumer<FusedNode> rule = RULES.get(node.qualifiedType());
            if (rule != null && replaced(builder, node, typed, rule)) {
                changed = true;
            } else {
                builder.append(node);
            }
        }
        return changed ? builder.build().pruned() : graph;
    }

    private static boolean replaced(GraphBuilder builder, Node node, TypedGraph typed, Consumer<FusedNode> rule) {
        try {
            builder.scope("lowered/" + node.outputs().get(0));
            rule.accept(new FusedNode(builder, node, typed));
            return true;
        } catch (FusedNode.NotLowerable e) {
            return false; // what was built so far has no reader and is pruned
        }
    }
}
