/**
 * The losses of published systems beside language modelling, each an expression on the graph builder whose gradient follows by
 * itself. Begin at {@link dev.graft.training.loss.InfoNce}, the contrast of CLIP.
 */
package dev.graft.training.loss;
