package dev.graft.graph.autodiff;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.autodiff.rules.GradientRules;
import dev.graft.tensors.TensorType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the values that lie on a differentiable way from a variable to the loss. */
final class Activity {
    private Activity() {}

    static Set<String> between(
            Graph graph, Map<String, TensorType> types, Collection<String> variables, Collection<String> losses) {
        Set<String> reached = new HashSet<>(variables);
        for (Node node : graph.nodes()) {
            if (node.reads().stream().anyMatch(reached::contains) && !GradientRules.isFlat(node)) {
                for (String output : node.outputs()) {
                    if (isReal(types, output) || GradientRules.isQuantized(node)) {
                        reached.add(output);
                    }
                }
            }
        }
        reached.remove(""); // an optional input or output that is left out
        Set<String> needed = new HashSet<>(losses);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).outputs().stream().anyMatch(needed::contains)) {
                nodes.get(i).reads().stream().filter(reached::contains).forEach(needed::add);
            }
        }
        needed.retainAll(reached);
        return needed;
    }

    private static boolean isReal(Map<String, TensorType> types, String name) {
        TensorType type = types.get(name);
        return type == null || type.element().isFloatingPoint();
    }
}
