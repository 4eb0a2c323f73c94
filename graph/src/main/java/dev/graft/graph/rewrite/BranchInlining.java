package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the taken branch of an {@code If} whose condition is known in the place of the node. */
public final class BranchInlining {
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();
    private boolean changed;

    private BranchInlining(Graph graph) {
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /** The graph with a boolean input set for good, and the branches taken that it decides on. */
    public static Graph take(Graph graph, String input, boolean value) {
        Tensor condition = Tensor.allocate(ElementType.BOOL, 1);
        condition.bytes().put((byte) (value ? 1 : 0));
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.put(input, Constant.of(condition));
        List<ValueInfo> inputs = graph.inputs().stream()
                .filter(info -> !info.name().equals(input))
                .toList();
        return inline(graph.withConstants(constants).withInputs(inputs));
    }

    /** The graph with known branches taken; the same graph where there is none. */
    static Graph inline(Graph graph) {
        BranchInlining inlining = new BranchInlining(graph);
        graph.nodes().forEach(inlining::add);
        return inlining.changed
                ? graph.withConstants(inlining.constants)
                        .withNodes(inlining.nodes)
                        .pruned()
                : graph;
    }

    private void add(Node node) {
        Constant condition =
                node.qualifiedType().equals("If") ? constants.get(node.inputs().get(0)) : null;
        if (condition == null) {
            nodes.add(node);
            return;
        }
        changed = true;
        String branch = condition.scalarValue() != 0 ? "then_branch" : "else_branch";
        Graph body = ((Attribute.Subgraph) node.attributes().get(branch)).graph();
        String prefix = node.outputs().get(0) + "/" + branch + "/";
        Map<String, String> names = new HashMap<>();
        body.constants().keySet().forEach(name -> names.put(name, prefix + name));
        for (Node inner : body.nodes()) {
            inner.outputs().stream().filter(name -> !name.isEmpty()).forEach(name -> names.put(name, prefix + name));
        }
        body.constants().forEach((name, constant) -> constants.put(prefix + name, constant));
        Graph renamed = body.renameUses(name -> names.getOrDefault(name, name));
        for (Node inner : renamed.nodes()) {
            // A branch may hold a further node whose condition is known.
            add(inner.withOutputs(inner.outputs().stream()
                    .map(name -> names.getOrDefault(name, name))
                    .toList()));
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            if (node.hasOutput(i)) {
                ValueInfo result = renamed.outputs().get(i);
                List<String> output = List.of(node.outputs().get(i));
                nodes.add(new Node("Identity", "", output.get(0), List.of(result.name()), output, Map.of()));
            }
        }
    }
}
