/**
 * A projection whose hidden layer is gated: that of Aya Vision.
 *
 * <p>Begin with {@link dev.graft.adapters.gated.GatedAdapter}.
 */
package dev.graft.adapters.gated;
