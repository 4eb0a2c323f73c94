/** What {@code graft ask} is asked: images with a question, or the questions of a data set. */
package dev.graft.cli.ask;
