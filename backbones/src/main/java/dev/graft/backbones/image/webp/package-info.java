/** WebP files: which pictures they hold, and where. Begin with {@link dev.graft.backbones.image.webp.WebpFile}. */
package dev.graft.backbones.image.webp;
