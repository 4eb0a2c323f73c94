/**
 * Models that compare images with texts between two frozen towers, as CLIP, SigLIP, Llip and CoCa do: their description in a
 * model folder, and what runs them. They answer nothing. Begin at {@link dev.graft.models.contrast.DualEncoderModel}.
 */
package dev.graft.models.contrast;
