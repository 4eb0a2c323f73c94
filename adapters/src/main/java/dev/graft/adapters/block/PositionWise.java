package dev.graft.adapters.block;

import dev.graft.graph.Value;

/** A block that does the same to each vector by itself: a normalisation, feed-forward layers. */
public interface PositionWise extends Block {
    /** {@code [batch, vectors, width in]} to {@code [batch, vectors, width out]}. */
    Value apply(Value x, Weights weights);
}
