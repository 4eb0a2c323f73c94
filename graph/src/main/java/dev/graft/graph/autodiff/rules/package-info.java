/**
 * The rules of the operators' gradients, in files named after the operators: {@code SoftmaxRules}, {@code
 * MatMulRules}, {@code ConvolutionRules}. Begin with {@link dev.graft.graph.autodiff.rules.GradientRules}, which
 * lists them; {@link dev.graft.graph.autodiff.rules.Adjoint} is what a rule reads and writes.
 */
package dev.graft.graph.autodiff.rules;
