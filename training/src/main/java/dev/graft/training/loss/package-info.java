/** The losses of published systems beside language modelling, each an expression on the graph builder. */
package dev.graft.training.loss;
