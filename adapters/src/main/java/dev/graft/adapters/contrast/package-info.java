/**
 * What compares the visual tokens of an adapter with the vectors of a frozen text encoder: CLIP, SigLIP, Llip, CoCa.
 *
 * <p>Begin with {@link dev.graft.adapters.contrast.DualEncoder}.
 */
package dev.graft.adapters.contrast;
