/**
 * From the visual tokens of an image's tiles to what a language model reads in the image's place: in which order, with which
 * texts and learned vectors between. Begin with {@link dev.graft.models.visual.VisualLayout}.
 */
package dev.graft.models.visual;
