package dev.graft.graph.beginning;

import dev.graft.graph.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Products of matrices on the tokens behind a beginning. Where tokens are the rows of the left operand, the right one, if it follows
 * from the texts as well, is read whole: so are keys and values by what attends to them.
 */
final class TokenProducts {
    private TokenProducts() {}

    static void apply(Node node, RestOfTokens rest) {
        boolean plain = node.intAttribute("transBatchA", 0) == 0 && node.intAttribute("transBatchB", 0) == 0;
        Inseparable.unless(plain, node, "its operands have their axes in another order");
        String left = node.inputs().get(0);
        String right = node.inputs().get(1);
        int rank = rest.sizes(node, node.outputs().get(0)).length;
        if (rest.axis(left) != null) {
            TokenAxis axis = rest.axis(left);
            requireRank(node, rest, left, rank);
            if (axis.axis() == matrixAxis(node, "transA", rank, 0)) {
                rest.add(node.withInputs(List.of(left, rest.whole(node, right))), axis.at(rank - 2));
            } else {
                Inseparable.unless(axis.axis() < rank - 2, node, "it adds up over all tokens");
                rest.add(node.withInputs(List.of(left, batched(node, rest, right, axis, rank))), axis);
            }
            return;
        }
        TokenAxis axis = rest.axis(right);
        requireRank(node, rest, right, rank);
        if (axis.axis() == matrixAxis(node, "transB", rank, 1)) {
            rest.add(node, axis.at(rank - 1));
        } else {
            Inseparable.unless(axis.axis() < rank - 2, node, "it adds up over all tokens");
            rest.add(node.withInputs(List.of(batched(node, rest, left, axis, rank), right)), axis);
        }
    }

    /** The axis of an operand that the product has too: its rows are that of the left one, its columns that of the right one. */
    private static int matrixAxis(Node node, String transposed, int rank, int column) {
        return rank - 2 + (node.intAttribute(transposed, 0) == 0 ? column : 1 - column);
    }

    /** The other operand of a product of which each token has one of its own. */
    private static String batched(Node node, RestOfTokens rest, String other, TokenAxis axis, int rank) {
        if (rest.axis(other) != null) {
            Inseparable.unless(axis.equals(rest.axis(other)), node, "its operands have tokens in other axes");
            requireRank(node, rest, other, rank);
            return other;
        }
        int less = rank - rest.sizes(node, other).length;
        return rest.rest(node, other, axis.axis() - less, axis);
    }

    private static void requireRank(Node node, RestOfTokens rest, String value, int rank) {
        Inseparable.unless(rest.sizes(node, value).length == rank && rank >= 2, node, "its operands have not all axes");
    }

    /** {@code Gemm}: tokens are the rows of the left operand, and what is added is the same for all or cut. */
    static void applyToRows(Node node, RestOfTokens rest) {
        TokenAxis axis = rest.axis(node.inputs().get(0));
        boolean rows = axis != null
                && axis.axis() == 0
                && node.intAttribute("transA", 0) == 0
                && node.inputs().stream().skip(1).allMatch(value -> rest.axis(value) == null);
        Inseparable.unless(rows, node, "its rows are not tokens alone");
        List<String> inputs = new ArrayList<>(node.inputs());
        if (node.hasInput(2)) {
            int less = 2 - rest.sizes(node, inputs.get(2)).length;
            inputs.set(2, rest.rest(node, inputs.get(2), -less, axis));
        }
        rest.add(node.withInputs(inputs), axis);
    }
}
