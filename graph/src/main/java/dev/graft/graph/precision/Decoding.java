package dev.graft.graph.precision;

import dev.graft.tensors.ElementType;

/** What the integers of a frozen matrix stand for. */
sealed interface Decoding permits Scaling, CodeBook {
    /**
     * The number at a place.
     *
     * @param type of the integers
     * @param bits the byte that the integer lies in
     * @param place row by row
     * @param columns of the matrix
     */
    float number(ElementType type, byte bits, long place, int columns);

    /** Differs where the numbers do. */
    String fingerprint();
}
