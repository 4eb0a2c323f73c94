/**
 * Attention over long texts (Vaswani et al. 2017), computed without what a causal mask hides. Begin with
 * {@link dev.graft.graph.attention.BlockedAttention}.
 */
package dev.graft.graph.attention;
