/**
 * A little world of coloured shapes to learn and measure on: scenes, their images, and what can truly be said about them.
 *
 * <p>{@link dev.graft.world.files.WorldOptions#write} makes a data set of it. Everything comes from one seed. Every question
 * has one right answer, and answers are balanced so that the question alone predicts little;
 * {@link dev.graft.world.files.WorldReport} tells how little.
 */
package dev.graft.world.files;
