package dev.graft.backbones.decoding;

import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;

/**
 * Scores of the next token of some texts.
 *
 * @param values of all rows, positions and tokens
 * @param positions of each row, of which the last counts
 */
record Logits(FloatBuffer values, int positions, int vocabulary) {
    /** @param logits {@code [rows, positions, vocabulary]} FLOAT, of which the last position counts */
    static Logits of(Tensor logits) {
        return new Logits(logits.floats(), (int) logits.dim(1), (int) logits.dim(2));
    }

    /** Where the scores of a row begin. */
    int offset(int row) {
        return ((row + 1) * positions - 1) * vocabulary;
    }

    /** A copy of a row. */
    float[] row(int row) {
        float[] scores = new float[vocabulary];
        values.get(offset(row), scores);
        return scores;
    }
}
