/**
 * Published weights, in whatever form and number of files they come. Begin with
 * {@link dev.graft.tensors.weights.WeightFiles}.
 */
package dev.graft.tensors.weights;
