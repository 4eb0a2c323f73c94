package dev.graft.training.loss;

import dev.graft.graph.Value;

/**
 * The similarity of images and texts in BLIP-2 (Li et al. 2023, arXiv:2301.12597, section 3.2): the most of all
 * queries.
 */
public final class QuerySimilarity {
    private QuerySimilarity() {}

    /**
     * The largest product of each text with the queries of each image.
     *
     * @param images {@code [images, queries, width]}
     * @param texts {@code [texts, width]}
     * @param count of images and of texts
     * @return {@code [images, texts]}
     */
    public static Value of(Value images, Value texts, int count, int queries, int width) {
        Value rows = images.reshape((long) count * queries, width);
        return rows.matMulTransposed(texts).reshape(count, queries, count).max(false, 1);
    }
}
