package dev.graft.graph.rewrite;

import dev.graft.graph.Graph;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.runtime.TypeInference;
import java.util.Map;

/**
 * Makes a graph ready to be differentiated for given input shapes: current operator forms, every type known, arithmetic
 * on shapes and masks computed once, operators without effect gone.
 */
public final class Specialization {
    private Specialization() {}

    /**
     * Specialises a graph.
     *
     * @param inputShapes shapes by input name; an input that is not named keeps what the file says
     */
    public static TypedGraph of(Graph graph, Map<String, long[]> inputShapes) {
        Graph current = OpsetUpgrade.upgrade(graph.pruned()).withInputShapes(inputShapes);
        TypedGraph typed = new TypedGraph(current, TypeInference.infer(current));
        return AccurateSigmoid.rewrite(Simplification.simplify(ConstantFolding.fold(typed)));
    }
}
