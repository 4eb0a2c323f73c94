/**
 * Evaluators of models that tell how well two things go together, rather than answer in words: retrieval, zero-shot and one-shot
 * classification. All take scores or embeddings, wherever these come from.
 */
package dev.graft.eval.similarity;
