/**
 * What moves the weights: AdamW behind clipping, run as a graph on ONNX Runtime.
 *
 * <p>Begin with {@link dev.graft.training.optimizer.AdamW}; the formulas are in the graph that it builds.
 */
package dev.graft.training.optimizer;
