package dev.graft.graph.onnx;

import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Replaces calls of model-local functions by their bodies, so that only operators of the runtime remain. */
final class FunctionInliner {
    private static final int MAX_DEPTH = 64;
    /** A file of a few kilobytes can have functions that call each other 2^30 times; the largest exports have some 10^5 nodes. */
    private static final int MAX_NODES = 2_000_000;

    private final Map<String, Function> functions = new HashMap<>();
    private int calls;
    private int visited;

    FunctionInliner(List<Function> functions) {
        functions.forEach(function -> this.functions.put(key(function.domain(), function.name()), function));
    }

    Graph inline(Graph graph) {
        return graph.withNodes(inline(graph.nodes(), 0));
    }

    private List<Node> inline(List<Node> nodes, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("its functions call each other without end");
        }
        List<Node> flat = new ArrayList<>();
        for (Node node : nodes) {
            if (++visited > MAX_NODES) {
                throw new IllegalArgumentException("its functions come to more than " + MAX_NODES
                        + " nodes when they are put in where they are called");
            }
            Function function = functions.get(key(node.domain(), node.opType()));
            Node inner = node.withAttributes(inlineSubgraphs(node.attributes(), depth));
            if (function == null) {
                flat.add(inner);
            } else {
                flat.addAll(inline(body(function, inner), depth + 1));
            }
        }
        return flat;
    }

    private Map<String, Attribute> inlineSubgraphs(Map<String, Attribute> attributes, int depth) {
        Map<String, Attribute> changed = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> changed.put(
                name,
                attribute instanceof Attribute.Subgraph subgraph
                        ? new Attribute.Subgraph(subgraph.graph()
                                .withNodes(inline(subgraph.graph().nodes(), depth + 1))
                                .ordered())
                        : attribute));
        return changed;
    }

    private List<Node> body(Function function, Node call) {
        String prefix = (call.name().isEmpty() ? function.name() : call.name()) + "#" + calls++ + "/";
        Map<String, String> names = new HashMap<>();
        names.put("", "");
        for (int i = 0; i < function.inputs().size(); i++) {
            names.put(function.inputs().get(i), call.hasInput(i) ? call.inputs().get(i) : "");
        }
        for (int i = 0; i < function.outputs().size(); i++) {
            if (call.hasOutput(i)) {
                names.put(function.outputs().get(i), call.outputs().get(i));
            }
        }
        UnaryOperator<String> rename = name -> names.computeIfAbsent(name, key -> prefix + key);
        List<Node> renamed = new ArrayList<>();
        for (Node node : function.nodes()) {
            renamed.add(new Node(
                    node.opType(),
                    node.domain(),
                    prefix + node.name(),
                    node.inputs().stream().map(rename).toList(),
                    node.outputs().stream().map(rename).toList(),
                    bind(node.attributes(), function, call, rename)));
        }
        return renamed;
    }

    private static Map<String, Attribute> bind(
            Map<String, Attribute> attributes, Function function, Node call, UnaryOperator<String> rename) {
        Map<String, Attribute> bound = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> {
            Attribute value = attribute;
            if (attribute instanceof Attribute.Reference reference) {
                value = call.attributes()
                        .getOrDefault(reference.name(), function.defaults().get(reference.name()));
            } else if (attribute instanceof Attribute.Subgraph subgraph) {
                value = new Attribute.Subgraph(renameAll(subgraph.graph(), rename));
            }
            if (value != null) {
                bound.put(name, value);
            }
        });
        return bound;
    }

    private static Graph renameAll(Graph graph, UnaryOperator<String> rename) {
        List<Node> nodes = graph.nodes().stream()
                .map(node ->
                        node.withOutputs(node.outputs().stream().map(rename).toList()))
                .toList();
        return graph.withNodes(nodes).renameUses(rename);
    }

    private static String key(String domain, String name) {
        return (domain.equals("ai.onnx") ? "" : domain) + "::" + name;
    }
}
