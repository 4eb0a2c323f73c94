package dev.graft.graph.rewrite;

import dev.graft.graph.Graph;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.precision.RoundedActivations;
import dev.graft.graph.runtime.TypeInference;
import java.util.Map;

/**
 * Makes a graph ready to be differentiated for given input shapes: current operator forms, every type known, arithmetic
 * on shapes and masks computed once, known branches taken, fused operators split, operators without effect gone, rows
 * that nothing reads not computed, a few operators put together again that are cheaper whole.
 */
public final class Specialization {
    private Specialization() {}

    /**
     * Specialises a graph.
     *
     * @param inputShapes shapes by input name; an input that is not named keeps what the file says
     */
    public static TypedGraph of(Graph graph, Map<String, long[]> inputShapes) {
        return Raising.raise(RowSelection.early(plain(graph, inputShapes)));
    }

    /** As {@link #of}, but in simple operators alone, and with all rows. */
    public static TypedGraph plain(Graph graph, Map<String, long[]> inputShapes) {
        Graph current =
                RoundedActivations.undo(OpsetUpgrade.upgrade(graph.pruned())).withInputShapes(inputShapes);
        TypedGraph typed = folded(ConstantFolding.foldSizes(current));
        for (Graph simpler = simpler(typed); !simpler.equals(typed.graph()); simpler = simpler(typed)) {
            typed = folded(simpler);
        }
        return Simplification.simplify(typed);
    }

    /**
     * The types that the values of a graph have at given input shapes. Nodes stay as they are, but for those that depend on
     * nothing else than constants and sizes: their results are constants.
     */
    public static TypedGraph types(Graph graph, Map<String, long[]> inputShapes) {
        return folded(ConstantFolding.foldSizes(graph.withInputShapes(inputShapes)));
    }

    private static TypedGraph folded(Graph graph) {
        TypedGraph typed = new TypedGraph(graph, TypeInference.infer(graph));
        TypedGraph folded = ConstantFolding.fold(typed);
        boolean learned = folded.graph().constants().keySet().stream()
                .anyMatch(name ->
                        typed.type(name) == null || !typed.type(name).shape().isStatic());
        return learned ? folded(folded.graph()) : folded; // further shapes follow from a size that is known now
    }

    private static Graph simpler(TypedGraph typed) {
        Graph inlined = BranchInlining.inline(typed.graph());
        return inlined.equals(typed.graph()) ? Lowering.lower(typed) : inlined;
    }
}
