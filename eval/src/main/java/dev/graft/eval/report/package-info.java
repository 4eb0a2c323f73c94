/**
 * The scores of an evaluation, by metric, condition and type of question, as a table to read and as JSON to keep. Begin at
 * {@link dev.graft.eval.report.EvaluationReport}.
 */
package dev.graft.eval.report;
