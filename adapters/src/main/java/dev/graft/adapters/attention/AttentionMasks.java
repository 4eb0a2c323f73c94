package dev.graft.adapters.attention;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;

/** Masks that are added to attention scores: 0 where a key may be seen, very low elsewhere. */
public final class AttentionMasks {
    /** What BERT adds to a score; its exponential is zero in single precision. */
    private static final float HIDDEN = -10000;

    private AttentionMasks() {}

    /**
     * Hides padding from every query.
     *
     * @param mask {@code [batch, keys]} INT64: 1 for a token, 0 for padding
     * @return {@code [batch, 1, 1, keys]}
     */
    public static Value padding(Value mask) {
        return mask.cast(ElementType.FLOAT).add(-1).multiply(-HIDDEN).unsqueeze(1, 2);
    }

    /**
     * Hides vectors of zeros, which are none, from every query; behind them are keys that are always seen.
     *
     * @param vectors {@code [batch, vectors, width]}
     * @param seen the number of keys behind them
     * @return {@code [batch, 1, 1, vectors + seen]}
     */
    public static Value zeros(Value vectors, int seen) {
        GraphBuilder g = vectors.builder();
        Value there = vectors.square().max(false, 2).greater(g.scalar(ElementType.FLOAT, 0));
        Value hidden = padding(there);
        Value batch = vectors.shape().slice(0, 1, 0);
        return hidden.concat(-1, g.scalar(ElementType.FLOAT, 0).expand(batch.concat(0, g.ints(1, 1, seen))));
    }

    /** Hides padding of a text behind a number of rows that are never padding. */
    public static Value padding(Value textMask, int rowsBefore) {
        Value hidden = padding(textMask);
        Value batch = textMask.shape().slice(0, 1, 0);
        GraphBuilder g = textMask.builder();
        Value seen = g.scalar(ElementType.FLOAT, 0).expand(batch.concat(0, g.ints(1, 1, rowsBefore)));
        return seen.concat(-1, hidden);
    }

    /**
     * The mask of UniLM (Dong et al. 2019) for sequence to sequence: the rows before the text see each other but no
     * text; text sees them and the text up to itself.
     *
     * @return {@code [1, 1, rows, rows]}
     */
    public static Tensor prefixThenCausal(int rowsBefore, int text) {
        int rows = rowsBefore + text;
        float[] mask = new float[rows * rows];
        for (int row = 0; row < rows; row++) {
            for (int key = Math.max(row + 1, rowsBefore); key < rows; key++) {
                mask[row * rows + key] = HIDDEN;
            }
        }
        return Tensor.of(mask, 1, 1, rows, rows);
    }
}
