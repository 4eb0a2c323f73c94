package dev.graft.adapters.block;

import dev.graft.graph.Value;

/** Learnt vectors that every sample of a batch starts with. */
public final class PerSample {
    private PerSample() {}

    /**
     * Repeats vectors for each sample.
     *
     * @param vectors {@code [count, width]} or {@code [1, count, width]}
     * @param like any value with the batch as its first axis
     * @return {@code [batch, count, width]}
     */
    public static Value repeat(Value vectors, int count, int width, Value like) {
        Value batch = like.shape().slice(0, 1, 0);
        return vectors.expand(batch.concat(0, like.builder().ints(count, width)));
    }
}
