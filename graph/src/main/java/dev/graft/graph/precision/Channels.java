package dev.graft.graph.precision;

/** Which lines of a frozen matrix have a scale of their own: the channels of the output of its first product. */
enum Channels {
    ROWS,
    COLUMNS;

    /** Those of the output of {@code X · W}, or of {@code X · Wᵀ}. */
    static Channels ofOutput(boolean transposed) {
        return transposed ? ROWS : COLUMNS;
    }

    int count(FrozenMatrix matrix) {
        return this == ROWS ? matrix.rows() : matrix.columns();
    }
}
