/**
 * Metrics of what a model says: exact match, VQA accuracy, captions, POPE, boxes, names of classes. An
 * {@link dev.graft.eval.answers.AnswerMetric} scores one answer, an {@link dev.graft.eval.answers.Evaluator} those to a
 * whole data set, and a {@link dev.graft.eval.answers.Protocol} says which of them suit which data.
 */
package dev.graft.eval.answers;
