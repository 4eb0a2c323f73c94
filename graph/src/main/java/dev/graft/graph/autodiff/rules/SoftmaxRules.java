package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.Map;

/** {@code Softmax} and {@code LogSoftmax}, and the short way back through log-probabilities that a loss picks. */
final class SoftmaxRules {
    private SoftmaxRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        rules.put("Softmax", SoftmaxRules::softmax);
        rules.put("LogSoftmax", SoftmaxRules::logSoftmax);
    }

    /** dx = y · (dy - Σ dy · y). */
    private static void softmax(Adjoint a) {
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        Value y = a.outWithoutNan();
        Value weighted = a.dy().multiply(y);
        a.give(0, weighted.subtract(y.multiply(weighted.sum(true, axis))));
    }

    /** dx = dy - softmax(x) · Σ dy. */
    private static void logSoftmax(Adjoint a) {
        int axis = a.axis("axis", -1, a.inShape(0).rank());
        a.give(0, a.dy().subtract(a.out().exp().multiply(a.dy().sum(true, axis))));
    }

    /**
     * The gradient of log-probabilities picked from every row with respect to the logits, softmax · -Σdy with dy added
     * where it was picked. Going by way of the log-probabilities would fill three more tensors of the vocabulary's width.
     *
     * @param a a {@code GatherElements} along an axis
     * @return whether the node is of this kind; nothing is done to another
     */
    static boolean logLikelihood(Adjoint a, int axis) {
        int rank = a.inShape(0).rank();
        Node source = a.logSoftmax(0);
        if (source == null || axis != rank - 1 || !spansRows(a) || softmaxAxis(source, rank) != axis) {
            return false;
        }
        String logits = source.inputs().get(0);
        Value dense =
                a.value(logits).softmax(axis).multiply(a.dy().sum(true, axis).negate());
        Map<String, Object> attributes = Map.of("axis", axis, "reduction", "add");
        a.giveTo(logits, a.g.op("ScatterElements", attributes, dense, a.in(1), a.dy()));
        return true;
    }

    /** Whether indices pick from every row; they may leave out the last ones of any axis but their own. */
    private static boolean spansRows(Adjoint a) {
        Shape data = a.inShape(0);
        Shape index = a.inShape(1);
        for (int axis = 0; axis < data.rank() - 1; axis++) {
            if (!data.dim(axis).mustEqual(index.dim(axis))) {
                return false;
            }
        }
        return true;
    }

    private static int softmaxAxis(Node node, int rank) {
        int axis = (int) node.intAttribute("axis", -1);
        return axis < 0 ? axis + rank : axis;
    }
}
