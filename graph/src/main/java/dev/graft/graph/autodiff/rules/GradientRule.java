package dev.graft.graph.autodiff.rules;

/** Appends the gradients of one node's inputs, given those of its outputs. */
@FunctionalInterface
public interface GradientRule {
    void apply(Adjoint node);
}
