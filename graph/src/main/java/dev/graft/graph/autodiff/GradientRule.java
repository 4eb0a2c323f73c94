package dev.graft.graph.autodiff;

/** Appends the gradients of one node's inputs, given those of its outputs. */
@FunctionalInterface
interface GradientRule {
    void apply(Adjoint node);
}
