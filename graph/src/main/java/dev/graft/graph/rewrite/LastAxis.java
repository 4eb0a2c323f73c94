package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.tensors.TensorType;

/** Tells whether an operator works along the last axis, however its file counts axes. */
final class LastAxis {
    private LastAxis() {}

    /** Whether the attribute {@code axis} of a node on values of a rank means the last one. */
    static boolean isAxisOf(Node node, int rank, long otherwise) {
        long axis = node.intAttribute("axis", otherwise);
        return axis == -1 || axis == rank - 1;
    }

    /** Whether {@code axes} is a constant that names the last axis of a value, and nothing else. */
    static boolean isNamed(TypedGraph typed, String axes, String value) {
        Constant constant = typed.graph().constants().get(axes);
        TensorType type = typed.type(value);
        if (constant == null || type == null || constant.shape().length != 1 || constant.shape()[0] != 1) {
            return false;
        }
        long axis = constant.tensor().toLongArray()[0];
        return axis == -1 || axis == type.shape().rank() - 1;
    }
}
