/** Pictures of 8-bit pixels in memory: parts of them, and their resizing as Pillow does it. */
package dev.graft.backbones.image.raster;
