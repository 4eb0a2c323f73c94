/**
 * The objective of BLIP-2's first stage: a Q-Former learns to compare images with their captions, to match them and to generate
 * them, before any language model takes part. Begin at {@link dev.graft.training.imagetext.ImageTextObjective}.
 */
package dev.graft.training.imagetext;
