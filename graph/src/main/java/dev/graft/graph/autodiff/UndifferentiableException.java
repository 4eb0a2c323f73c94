package dev.graft.graph.autodiff;

import dev.graft.graph.Node;

/** The loss depends on a variable through an operator that has no gradient rule. */
public final class UndifferentiableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndifferentiableException(Node node, int opset) {
        super("cannot differentiate through node '" + node.name() + "': there is no gradient rule for operator "
                + node.opType() + " of domain '" + (node.domain().isEmpty() ? "ai.onnx" : node.domain()) + "', opset "
                + opset + "; export the model without that operator, or add a rule to dev.graft.graph.autodiff");
    }

    static UndifferentiableException quantized(Node node) {
        return new UndifferentiableException(
                node,
                "the model computes with activations that are quantised to integers, which have no gradient; take an "
                        + "export in float (model.onnx, model_fp16.onnx) or with only its weights quantised "
                        + "(model_q4.onnx)");
    }

    UndifferentiableException(Node node, String why) {
        super("cannot differentiate through node '" + node.name() + "' (" + node.qualifiedType() + "): " + why);
    }
}
