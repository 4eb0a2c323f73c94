/**
 * Where backbones and data come from: {@link dev.graft.models.source.Reference} is the one grammar of what users write,
 * {@link dev.graft.models.source.BackboneSource} what a place beyond the file system implements.
 */
package dev.graft.models.source;
