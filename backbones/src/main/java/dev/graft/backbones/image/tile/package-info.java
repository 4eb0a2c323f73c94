/** Rules by which pictures are cut into tiles: a record for each published system. */
package dev.graft.backbones.image.tile;
