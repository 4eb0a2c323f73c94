/**
 * What a run tells while it goes on: to a {@link dev.graft.training.progress.TrainingListener} as it happens, and line by
 * line to the file of its metrics.
 */
package dev.graft.training.progress;
