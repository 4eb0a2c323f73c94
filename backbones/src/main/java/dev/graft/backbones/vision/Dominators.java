package dev.graft.backbones.vision;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that every way from one value to another passes through (Cooper, Harvey and Kennedy 2001). In a residual
 * network these are the states of the residual stream, since each branch that leaves it comes back to it.
 *
 * <p>Ways that carry only a shape do not count: exporters read the batch size once and use it everywhere.
 */
public final class Dominators {
    private static final Set<String> SHAPE_READERS = Set.of("Shape", "Size");

    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, String> parent = new HashMap<>();
    private final Map<String, Integer> depth = new HashMap<>();

    public Dominators(Graph graph, String source) {
        depth.put(source, 0);
        for (Node node : graph.nodes()) {
            List<String> active = active(node);
            if (active.isEmpty() || SHAPE_READERS.contains(node.opType())) {
                continue;
            }
            String nearest = active.get(0);
            for (String input : active) {
                nearest = common(nearest, input);
            }
            for (String output : node.outputs()) {
                if (output.isEmpty()) {
                    continue; // an optional output that is not asked for
                }
                producers.put(output, node);
                parent.put(output, nearest);
                depth.put(output, depth.get(nearest) + 1);
            }
        }
    }

    /** The inputs of a node that depend on the source. */
    public List<String> active(Node node) {
        return node.inputs().stream().filter(depth::containsKey).toList();
    }

    /** The node that computes a value that depends on the source; null for the source itself. */
    public Node producer(String value) {
        return producers.get(value);
    }

    /** From the source to the target, both included; empty if the target does not depend on the source. */
    public List<String> chain(String target) {
        List<String> chain = new ArrayList<>();
        if (depth.containsKey(target)) {
            for (String value = target; value != null; value = parent.get(value)) {
                chain.add(value);
            }
        }
        Collections.reverse(chain);
        return chain;
    }

    private String common(String first, String second) {
        String a = first;
        String b = second;
        while (!a.equals(b)) {
            if (depth.get(a) >= depth.get(b)) {
                a = parent.get(a);
            } else {
                b = parent.get(b);
            }
        }
        return a;
    }
}
