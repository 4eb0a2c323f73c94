/**
 * Gradients: from a graph with a loss to a graph that also computes the loss's derivatives, whatever exporter the
 * graph came from. Begin with {@link dev.graft.graph.autodiff.Gradients}; the rule of each operator is in {@code
 * rules}.
 */
package dev.graft.graph.autodiff;
