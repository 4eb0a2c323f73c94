/**
 * From image files to the numbers that a vision encoder reads, equal to Hugging Face's processors to the last bit:
 * decoding, resizing, the centre crop of CLIP and its like ({@code CropWindow}), scaling. Begin with
 * {@link dev.graft.backbones.image.ImageProcessor}.
 */
package dev.graft.backbones.image;
