package dev.graft.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what the outputs of a graph depend on. */
final class Liveness {
    private Liveness() {}

    static Graph prune(Graph graph) {
        Set<String> live = new HashSet<>(graph.outputNames());
        ArrayDeque<Node> kept = new ArrayDeque<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (!Collections.disjoint(live, node.outputs())) {
                kept.addFirst(node);
                live.addAll(Subgraphs.reads(node));
                live.remove(""); // an optional input that is left out
            }
        }
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.keySet().retainAll(live);
        List<Node> nodes = new ArrayList<>(kept);
        return graph.withNodes(nodes).withConstants(constants);
    }

    static Graph dropUnusedInputs(Graph graph) {
        Set<String> read = new HashSet<>(graph.outputNames());
        graph.nodes().forEach(node -> read.addAll(Subgraphs.reads(node)));
        return graph.withInputs(graph.inputs().stream()
                .filter(input -> read.contains(input.name()))
                .toList());
    }
}
