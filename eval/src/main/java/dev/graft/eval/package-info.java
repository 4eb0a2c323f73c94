/**
 * Evaluation: metrics over answers, the controls that tell whether an answer uses the image, and reports.
 *
 * <p>A model that answers well without the image, or with a wrong one, has learnt the questions and not to see. So every
 * report holds the same questions three times: with their images, with no particular image, and with images of other
 * samples.
 */
package dev.graft.eval;
