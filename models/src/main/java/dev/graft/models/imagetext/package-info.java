/**
 * What a Q-Former is after BLIP-2's first stage: a model that compares images with texts, and tells whether they match,
 * without a language model. {@link dev.graft.models.ImageTextSimilarity} is what evaluations ask of it, and of
 * every other model that compares.
 */
package dev.graft.models.imagetext;
