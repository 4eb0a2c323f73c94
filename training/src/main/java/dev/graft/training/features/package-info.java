/**
 * Features of images by a frozen vision encoder, computed once and kept in files for all runs.
 *
 * <p>Begin with {@link dev.graft.training.features.Features}, which training reads, and
 * {@link dev.graft.training.features.FeatureCache}, which makes and keeps them.
 */
package dev.graft.training.features;
