/** The command {@code graft embed}, which writes the vectors of images and texts. */
package dev.graft.cli.embed;
