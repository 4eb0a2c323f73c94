package dev.graft.graph.rewrite;

import dev.graft.graph.Constant;
import dev.graft.graph.Node;

/**
 * Recognises root mean square normalisation (Zhang and Sennrich 2019) where an exporter has written its steps:
 * {@code x / √(mean(x²) + ε) · scale} over the last axis. Layer normalisation is the same of {@code x - mean(x)}.
 */
final class RmsNormRaising {
    private final Producers producers;

    RmsNormRaising(Producers producers) {
        this.producers = producers;
    }

    /** The whole normalisation, if the node is its last step, the product with the scale; else null. */
    RmsNorm match(Node node) {
        if (!node.qualifiedType().equals("Mul")
                || !producers.isFloat(node.outputs().get(0))) {
            return null;
        }
        for (String scale : node.inputs()) {
            Constant constant = producers.constant(scale);
            if (constant != null && constant.shape().length == 1) {
                return normal(Producers.other(node, scale), scale);
            }
        }
        return null;
    }

    /** What was normalised, by which scale. */
    record RmsNorm(String x, String scale, float epsilon) {}

    private RmsNorm normal(String value, String scale) {
        Node product = producers.of(value, "Mul");
        if (product != null) {
            for (String inverse : product.inputs()) {
                String root = root(inverse);
                RmsNorm found = root == null ? null : of(Producers.other(product, inverse), root, scale);
                if (found != null) {
                    return found;
                }
            }
        }
        Node quotient = producers.of(value, "Div");
        Node root = quotient == null ? null : producers.of(quotient.inputs().get(1), "Sqrt");
        return root == null ? null : of(quotient.inputs().get(0), root.inputs().get(0), scale);
    }

    /** What the value is the inverse root of, or null. */
    private String root(String inverse) {
        Node reciprocal = producers.of(inverse, "Reciprocal");
        Node quotient = producers.of(inverse, "Div");
        if (quotient != null && producers.isScalar(quotient.inputs().get(0), 1)) {
            reciprocal = quotient.withInputs(quotient.inputs().subList(1, 2));
        }
        Node root = reciprocal == null ? null : producers.of(reciprocal.inputs().get(0), "Sqrt");
        if (root != null) {
            return root.inputs().get(0);
        }
        Node power = producers.of(inverse, "Pow");
        return power != null && producers.isScalar(power.inputs().get(1), -0.5)
                ? power.inputs().get(0)
                : null;
    }

    private RmsNorm of(String x, String shifted, String scale) {
        Node sum = producers.of(shifted, "Add");
        if (sum == null || producers.type(x) == null) {
            return null;
        }
        for (String epsilon : sum.inputs()) {
            Double value = producers.scalar(epsilon);
            if (value != null && isMeanSquare(Producers.other(sum, epsilon), x) && isOfWidth(scale, x)) {
                return new RmsNorm(x, scale, value.floatValue());
            }
        }
        return null;
    }

    private boolean isOfWidth(String scale, String x) {
        return producers.constant(scale).shape()[0]
                == producers.type(x).shape().dim(-1).size();
    }

    private boolean isMeanSquare(String value, String x) {
        Node mean = producers.of(value, "ReduceMean");
        if (mean == null
                || mean.intAttribute("keepdims", 1) != 1
                || !mean.hasInput(1)
                || !producers.isLastAxis(mean.inputs().get(1), x)) {
            return false;
        }
        String square = mean.inputs().get(0);
        Node power = producers.of(square, "Pow");
        if (power != null) {
            return power.inputs().get(0).equals(x)
                    && producers.isScalar(power.inputs().get(1), 2);
        }
        Node product = producers.of(square, "Mul");
        return product != null && x.equals(Producers.other(product, x));
    }
}
