package dev.graft.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings nodes into an order in which each follows those that it reads from; nodes in such an order stay as they are. */
final class NodeOrder {
    private final List<Node> nodes;
    private final Map<String, Integer> producers = new HashMap<>();
    private final BitSet placed = new BitSet();
    private final List<Node> ordered = new ArrayList<>();

    private NodeOrder(List<Node> nodes) {
        this.nodes = nodes;
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                producers.putIfAbsent(output, i);
            }
        }
        producers.remove(""); // an optional output that is left out
    }

    /**
     * The nodes in order.
     *
     * @throws IllegalArgumentException if one depends on what follows from it
     */
    static List<Node> of(List<Node> nodes) {
        if (isOrdered(nodes)) {
            return nodes;
        }
        NodeOrder order = new NodeOrder(nodes);
        for (int i = 0; i < nodes.size(); i++) {
            order.place(i);
        }
        return order.ordered;
    }

    private static boolean isOrdered(List<Node> nodes) {
        Set<String> later = new HashSet<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            later.addAll(nodes.get(i).outputs());
            later.remove("");
            if (Subgraphs.reads(nodes.get(i)).stream().anyMatch(later::contains)) {
                return false;
            }
        }
        return true;
    }

    /** Places a node behind all that it depends on; a chain of these may be too long for methods that call themselves. */
    private void place(int first) {
        Deque<Integer> open = new ArrayDeque<>(List.of(first));
        BitSet path = new BitSet();
        while (!open.isEmpty()) {
            int next = open.peek();
            if (placed.get(next)) {
                open.pop();
                continue;
            }
            path.set(next);
            List<Integer> missing = missing(nodes.get(next));
            if (missing.isEmpty()) {
                placed.set(next);
                ordered.add(nodes.get(next));
                path.clear(next);
                open.pop();
            } else if (missing.stream().anyMatch(path::get)) {
                throw new IllegalArgumentException("its nodes read from each other in a circle, on which is node '"
                        + nodes.get(next).name() + "' (" + nodes.get(next).opType() + ")");
            } else {
                missing.forEach(open::push);
            }
        }
    }

    private List<Integer> missing(Node node) {
        List<Integer> missing = new ArrayList<>();
        for (String name : Subgraphs.reads(node)) {
            Integer producer = producers.get(name);
            if (producer != null && !placed.get(producer)) {
                missing.add(producer);
            }
        }
        return missing;
    }
}
