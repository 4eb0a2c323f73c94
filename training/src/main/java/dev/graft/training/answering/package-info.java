/**
 * The objective that makes a language model answer about images: the cross-entropy of right answers, sent back through the
 * frozen language model into the adapter. Begin at {@link dev.graft.training.answering.LanguageModelling}.
 */
package dev.graft.training.answering;
