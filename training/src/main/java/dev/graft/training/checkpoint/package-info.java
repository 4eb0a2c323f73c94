/**
 * Where a run stands, on disk. Begin at {@link dev.graft.training.checkpoint.Checkpoint}, one file;
 * {@link dev.graft.training.checkpoint.CheckpointFiles} keeps the last two.
 */
package dev.graft.training.checkpoint;
