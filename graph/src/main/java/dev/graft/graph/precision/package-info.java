/**
 * Products with frozen matrices in integers: on processors of today twice to four times as fast as in single precision, at a
 * quarter of the memory. Begin with {@link dev.graft.graph.precision.Precision}, what can be chosen;
 * {@link dev.graft.graph.precision.FrozenProducts} rewrites a graph, forward and backward pass alike.
 */
package dev.graft.graph.precision;
