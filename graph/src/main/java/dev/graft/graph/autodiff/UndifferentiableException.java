package dev.graft.graph.autodiff;

import dev.graft.graph.Node;

/** A gradient cannot be derived, since the loss depends on a variable through an operator that has no gradient rule. */
public final class UndifferentiableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String node;
    private final String operator;
    private final String domain;
    private final int opset;

    public UndifferentiableException(Node node, int opset) {
        this(
                node,
                opset,
                "there is no gradient rule for operator " + node.opType() + " of domain '" + domain(node) + "', opset "
                        + opset
                        + "; export the model without that operator, or add a rule to dev.graft.graph.autodiff");
    }

    public UndifferentiableException(Node node, int opset, String why) {
        super("cannot differentiate through node '" + node.name() + "' (" + node.qualifiedType() + "): " + why);
        this.node = node.name();
        this.operator = node.opType();
        this.domain = domain(node);
        this.opset = opset;
    }

    public static UndifferentiableException quantized(Node node, int opset) {
        return new UndifferentiableException(
                node,
                opset,
                "the model computes with activations that are quantised to integers, which have no gradient; take an "
                        + "export in float (model.onnx, model_fp16.onnx) or with only its weights quantised "
                        + "(model_q4.onnx)");
    }

    private static String domain(Node node) {
        return node.domain().isEmpty() ? "ai.onnx" : node.domain();
    }

    /** The name of the node that stands in the way. */
    public String node() {
        return node;
    }

    /** Its operator. */
    public String operator() {
        return operator;
    }

    /** The operator's domain; {@code ai.onnx} for the standard one. */
    public String domain() {
        return domain;
    }

    /** The version of the domain's operator set, after the graph was brought up to date. */
    public int opset() {
        return opset;
    }
}
