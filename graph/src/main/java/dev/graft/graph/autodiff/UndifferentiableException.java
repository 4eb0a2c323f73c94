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

    UndifferentiableException(Node node, String why) {
        super("cannot differentiate through node '" + node.name() + "' (" + node.qualifiedType() + "): " + why);
    }
}
