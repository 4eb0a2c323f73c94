/**
 * The pictures of lossy WebP files, key frames of VP8 (RFC 6386), decoded as libwebp does it, to the last bit. Begin with
 * {@link dev.graft.backbones.image.vp8.Vp8Picture}.
 */
package dev.graft.backbones.image.vp8;
