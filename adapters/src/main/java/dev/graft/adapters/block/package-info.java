/**
 * Small parts of adapters that have weights: linear layers, normalisations, feed-forward layers.
 *
 * <p>Begin with {@link dev.graft.adapters.block.Block} and {@link dev.graft.adapters.block.Linear}.
 */
package dev.graft.adapters.block;
