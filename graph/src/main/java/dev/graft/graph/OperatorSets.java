package dev.graft.graph;

import java.util.List;
import java.util.Map;

/** What the versions of ONNX's standard operator set have changed. */
public final class OperatorSets {
    /** The first version in which the nodes of an operator mean something else, or nothing, than in those before it. */
    private static final Map<String, Integer> CHANGED = Map.of("DFT", 20, "GridSample", 20, "GroupNormalization", 21);

    private OperatorSets() {}

    /**
     * Whether a graph in the forms of operator set {@value GraphBuilder#OPSET} or a newer one may name the given version without
     * that a node means something else.
     */
    public static boolean mayBecome(int version, Graph graph) {
        int own = graph.opset("");
        return own >= version || own >= GraphBuilder.OPSET && areUnchanged(graph.nodes(), own, version);
    }

    private static boolean areUnchanged(List<Node> nodes, int own, int version) {
        return nodes.stream().allMatch(node -> {
            int changed = CHANGED.getOrDefault(node.qualifiedType(), own);
            return (changed <= own || changed > version)
                    && Subgraphs.of(node).stream().allMatch(inner -> areUnchanged(inner.nodes(), own, version));
        });
    }
}
