/**
 * What metrics come to: what is measured in each answer, the score of all with its interval, how two models differ, and how
 * well a model knows when it is right. Begin at {@link dev.graft.eval.measure.Measurement}.
 */
package dev.graft.eval.measure;
