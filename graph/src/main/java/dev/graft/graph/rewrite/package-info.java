/**
 * Rewriting of graphs: older and fused operators into forms that have gradients ({@code ...Lowering}), plain ones
 * into fused ones that run fast ({@code ...Raising}), and what can be computed before the run. Begin with
 * {@link dev.graft.graph.rewrite.Specialization}, which calls the others in order.
 */
package dev.graft.graph.rewrite;
