/**
 * The pictures of lossless WebP files, and the alpha of lossy ones (RFC 9649, 3). Begin with
 * {@link dev.graft.backbones.image.vp8l.Vp8lPicture}.
 */
package dev.graft.backbones.image.vp8l;
