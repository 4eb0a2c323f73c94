/**
 * What a backbone is and whether it is fit: its description, whether a gradient passes through it, and comparisons
 * with what PyTorch computed. Begin with {@link dev.graft.backbones.inspect.BackboneDescription}.
 */
package dev.graft.backbones.inspect;
