/**
 * What is said about the scenes of the little world: questions with their one right answer, captions, boxes, and descriptions
 * in words only. Each family of questions is a class; {@link dev.graft.world.texts.QuestionChooser} balances their answers,
 * so that a question alone predicts little.
 */
package dev.graft.world.texts;
