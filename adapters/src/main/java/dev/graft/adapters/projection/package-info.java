/**
 * Projections of feature vectors by one linear layer or several: those of Frozen, MiniGPT-4, LLaVA and others.
 *
 * <p>Begin with {@link dev.graft.adapters.projection.ProjectionAdapter}; their published names are in
 * {@link dev.graft.adapters.projection.ProjectionNames}.
 */
package dev.graft.adapters.projection;
