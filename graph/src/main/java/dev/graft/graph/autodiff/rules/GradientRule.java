package dev.graft.graph.autodiff.rules;

/** The rule of an operator's gradient: it appends the gradients of one node's inputs, given those of its outputs. */
@FunctionalInterface
public interface GradientRule {
    void apply(Adjoint node);
}
