/**
 * Trained models: an adapter with the frozen parts that it was trained between, opened from the folder that a training or an
 * import wrote. Begin at {@link dev.graft.models.TrainedModel}, which opens a folder of any kind: a
 * {@link dev.graft.models.VisionLanguageModel} answers questions about images, a {@link dev.graft.models.ComparingModel} tells
 * how alike images and texts are.
 */
package dev.graft.models;
