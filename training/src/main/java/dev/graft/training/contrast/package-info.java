/**
 * The objectives that compare images with texts between two frozen towers: CLIP, SigLIP, Llip and CoCa. Begin at
 * {@link dev.graft.training.contrast.ContrastObjective}.
 */
package dev.graft.training.contrast;
