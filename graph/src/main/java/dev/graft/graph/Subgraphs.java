package dev.graft.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The graphs that the attributes of control-flow nodes hold. */
final class Subgraphs {
    private Subgraphs() {}

    static List<Graph> of(Node node) {
        List<Graph> found = new ArrayList<>();
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Subgraph subgraph) {
                found.add(subgraph.graph());
            }
        }
        return found;
    }

    static Map<String, Attribute> map(Map<String, Attribute> attributes, UnaryOperator<Graph> change) {
        Map<String, Attribute> changed = new LinkedHashMap<>();
        attributes.forEach((key, attribute) -> changed.put(
                key,
                attribute instanceof Attribute.Subgraph subgraph
                        ? new Attribute.Subgraph(change.apply(subgraph.graph()))
                        : attribute));
        return changed;
    }

    /** All names that a node reads: its inputs, and what its subgraphs take from outside or define themselves. */
    static List<String> reads(Node node) {
        List<String> names = new ArrayList<>(node.inputs());
        for (Graph graph : of(node)) {
            names.addAll(graph.outputNames());
            graph.nodes().forEach(inner -> names.addAll(reads(inner)));
        }
        return names;
    }
}
