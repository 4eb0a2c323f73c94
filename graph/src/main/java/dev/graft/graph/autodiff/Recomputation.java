package dev.graft.graph.autodiff;

/**
 * Which values of the forward pass the backward pass computes a second time instead of holding them until it needs them. The
 * gradients are the same to the bit; see Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost.
 */
public enum Recomputation {
    /** None: every value that a gradient reads is held. */
    NONE,
    /** The large matrices of long attention, of which each takes far more memory than what it is computed from. */
    ATTENTION,
    /** All but products with frozen matrices, between cuts where few values pass: little time for most of the memory. */
    CHEAP,
    /** All between cuts where few values pass: least memory, for the time of a second forward pass. */
    ALL
}
