package dev.graft.graph;

import java.util.List;

/** What the versions of ONNX's standard operator set have changed. */
public final class OperatorSets {
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
        return nodes.stream()
                .allMatch(node -> changes(node).stream().noneMatch(changed -> changed > own && changed <= version)
                        && Subgraphs.of(node).stream().allMatch(inner -> areUnchanged(inner.nodes(), own, version)));
    }

    /**
     * The versions of the standard operators in which a node means something else, or nothing, than in those before. Others that
     * name an operator again let it have further types or attributes.
     */
    private static List<Integer> changes(Node node) {
        boolean roundsUp = node.intAttribute("ceil_mode", 0) != 0;
        return switch (node.qualifiedType()) {
            case "DFT", "GridSample" -> List.of(20);
            case "GroupNormalization" -> List.of(21);
            // Windows that would begin in the padding behind are left out since.
            case "AveragePool", "MaxPool" -> roundsUp ? List.of(22) : List.of();
            default -> List.of();
        };
    }
}
