/**
 * The masks by which a decoder keeps tokens from those behind them: where they are in its graph, and how they are changed so that
 * tokens see each other in both directions.
 *
 * <p>Begin with {@link dev.graft.backbones.masks.TwoWayAttention}.
 */
package dev.graft.backbones.masks;
