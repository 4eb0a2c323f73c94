package dev.graft.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /**
     * All names that a node reads: its inputs, and what its subgraphs take from outside. Exporters call what a subgraph computes as the
     * node calls its outputs.
     */
    static List<String> reads(Node node) {
        List<String> names = new ArrayList<>(node.inputs());
        for (Graph graph : of(node)) {
            List<String> read = new ArrayList<>(graph.outputNames());
            graph.nodes().forEach(inner -> read.addAll(reads(inner)));
            Set<String> own = definitions(graph);
            read.stream().filter(name -> !own.contains(name)).forEach(names::add);
        }
        return names;
    }

    /** The names that a graph gives to values itself. */
    static Set<String> definitions(Graph graph) {
        Set<String> own = new HashSet<>(graph.inputNames());
        own.addAll(graph.constants().keySet());
        graph.nodes().forEach(node -> own.addAll(node.outputs()));
        return own;
    }

    /** All names that occur in a node, those that subgraphs define themselves too. */
    static Set<String> names(Node node) {
        Set<String> names = new HashSet<>(node.inputs());
        names.addAll(node.outputs());
        for (Graph graph : of(node)) {
            names.addAll(graph.outputNames());
            names.addAll(definitions(graph));
            graph.nodes().forEach(inner -> names.addAll(names(inner)));
        }
        return names;
    }
}
