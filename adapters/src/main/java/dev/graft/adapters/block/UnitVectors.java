package dev.graft.adapters.block;

import dev.graft.graph.Value;

/** Vectors brought to length 1, so that their products are cosines. */
public final class UnitVectors {
    /** The square of the length below which PyTorch's {@code normalize} does not scale up. */
    private static final double SMALLEST_SQUARE = 1e-24;

    private UnitVectors() {}

    /** Over the last axis. */
    public static Value of(Value x) {
        return x.divide(x.square().sum(true, -1).add(SMALLEST_SQUARE).squareRoot());
    }
}
