/**
 * What every training run has, whatever it learns by: its folder, loop, checkpoints, validation and record. An
 * {@link dev.graft.training.run.Objective} makes a {@link dev.graft.training.run.Task} of a data set, and
 * {@link dev.graft.training.run.Run} trains it, writes the model and evaluates it.
 */
package dev.graft.training.run;
