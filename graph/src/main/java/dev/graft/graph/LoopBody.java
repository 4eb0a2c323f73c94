package dev.graft.graph;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A graph as the body of a loop. What the body reads and results in has names of its own there, which ONNX asks for. Weights in
 * files stay outside, where the runtime maps them; numbers in memory, such as shapes, go inside.
 */
final class LoopBody {
    private static final String INSIDE = "once/";

    private LoopBody() {}

    /**
     * The body.
     *
     * @param read inputs that the loop feeds, in order; others are the same in every round
     * @param results outputs in order
     */
    static Graph of(Graph once, List<ValueInfo> read, List<String> results) {
        Set<String> renamed = new LinkedHashSet<>(results);
        read.forEach(info -> renamed.add(info.name()));
        UnaryOperator<String> inside = name -> renamed.contains(name) ? INSIDE + name : name;
        Map<String, Constant> constants = new LinkedHashMap<>(once.constants());
        constants.values().removeIf(Constant.Stored.class::isInstance);
        List<Node> nodes = once.renameUses(inside).nodes().stream()
                .map(node ->
                        node.withOutputs(node.outputs().stream().map(inside).toList()))
                .toList();
        return new Graph(
                INSIDE + once.name(),
                read.stream()
                        .map(info -> new ValueInfo(INSIDE + info.name(), info.type()))
                        .toList(),
                untyped(results.stream().map(inside).toList()),
                constants,
                nodes,
                once.opsets());
    }

    /** The constants that the body reads from outside. */
    static Map<String, Constant> outside(Graph once) {
        Map<String, Constant> constants = new LinkedHashMap<>(once.constants());
        constants.values().removeIf(constant -> !(constant instanceof Constant.Stored));
        return constants;
    }

    static List<ValueInfo> untyped(List<String> names) {
        return names.stream().map(name -> new ValueInfo(name, null)).toList();
    }
}
