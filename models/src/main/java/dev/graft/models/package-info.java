/**
 * Models that answer questions about images: a frozen vision encoder, a trained adapter and a frozen language model, opened
 * from the folder that a training or an import wrote. Begin at {@link dev.graft.models.VisionLanguageModel}, which
 * loads such a folder and answers; the other classes describe the folder, read weights of others into one, and run its parts.
 */
package dev.graft.models;
