/**
 * One step of training: samples laid out as batches, the graph of loss and gradients, and the sum of the gradients over
 * micro-batches. What the optimiser makes of them is in {@link dev.graft.training.optimizer}.
 *
 * <p>Begin with {@link dev.graft.training.step.BatchLoss}, then {@link dev.graft.training.step.TrainingGraph}, which joins
 * adapter and language model. What learns is named by {@link dev.graft.training.step.TrainedParts}, and
 * {@link dev.graft.training.step.GradientExchange} is where other processes come in.
 */
package dev.graft.training.step;
