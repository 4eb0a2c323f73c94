package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.Map;
import java.util.stream.IntStream;

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

    /**
     * The gradient of the logits of probabilities that mix the rows of a matrix, as attention does: with Y = P · V, the sum
     * Σ dP · P over a row is Σ dY · Y, which are far fewer numbers (Dao et al. 2022, FlashAttention, appendix B).
     *
     * @param a a product of probabilities over its inner axis
     * @param gradient of the probabilities
     * @return whether the node is of this kind and it pays; nothing is done to another
     */
    static boolean mixing(Adjoint a, Value gradient) {
        Shape probabilities = a.inShape(0);
        Shape mixed = a.outShape(0);
        int rank = probabilities.rank();
        Node source = a.softmax(0);
        if (source == null || softmaxAxis(source, rank) != rank - 1 || !sameRows(probabilities, mixed)) {
            return false;
        }
        boolean pays = probabilities.dim(-1).isKnown()
                && mixed.dim(-1).isKnown()
                && probabilities.dim(-1).size() >= 2 * mixed.dim(-1).size();
        if (pays) {
            Value sums = a.dy().multiply(a.out()).sum(true, -1);
            a.giveTo(source.inputs().get(0), a.in(0).multiply(gradient.subtract(sums)));
        }
        return pays;
    }

    private static boolean sameRows(Shape one, Shape other) {
        return one.rank() == other.rank()
                && IntStream.range(0, one.rank() - 1)
                        .allMatch(axis -> one.dim(axis).mustEqual(other.dim(axis)));
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
