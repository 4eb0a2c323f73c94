/**
 * The pictures that a run leaves in its folder: the curve of its losses and a sheet of examples. Begin at
 * {@link dev.graft.training.picture.LossCurve} and {@link dev.graft.training.picture.ExampleSheet}.
 */
package dev.graft.training.picture;
