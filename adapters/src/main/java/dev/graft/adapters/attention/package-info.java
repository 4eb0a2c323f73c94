/**
 * Attention with its projections, masks and positions, of which adapters with a transformer are built.
 *
 * <p>Begin with {@link dev.graft.adapters.attention.Attention}.
 */
package dev.graft.adapters.attention;
