/**
 * The vectors of images and texts, written to a file for searches and classifiers elsewhere. Begin at
 * {@link dev.graft.eval.embedding.Embedder}.
 */
package dev.graft.eval.embedding;
