/**
 * Answers to the questions of a data set, written one a line as they are given and kept when the program ends early. Begin at
 * {@link dev.graft.eval.batch.AnswerFile}.
 */
package dev.graft.eval.batch;
