package dev.graft.adapters.contrast;

import dev.graft.adapters.block.UnitVectors;
import dev.graft.graph.Value;

/**
 * Llip's similarity (Lavoie et al. 2024, arXiv:2405.00740): an image is several mixture tokens, and each text mixes them
 * to the image that it is compared with, by an attention with several heads.
 *
 * @param tokens of an image
 * @param heads of the attention
 * @param headWidth of each
 * @param temperature by which scores are divided besides the root of the head's width
 */
public record ContextualSimilarity(int tokens, int heads, int headWidth, double temperature) {
    /**
     * The similarity of each image, as each text sees it, with that text. Every image is mixed for every text: the cost
     * grows with images · texts · tokens.
     *
     * @param queries of the texts {@code [texts, heads · head width]}
     * @param keys of the mixture tokens {@code [images, tokens, heads · head width]}
     * @param values of the mixture tokens {@code [images, tokens, heads · head width]}
     * @param output the weight of the linear layer after the heads, {@code [width, heads · head width]}
     * @param texts unit vectors {@code [texts, width]}
     * @return {@code [images, texts]}
     */
    public Value of(Value queries, Value keys, Value values, Value output, Value texts) {
        Value asked = queries.reshape(1, -1, heads, headWidth).transpose(0, 2, 1, 3);
        float scale = (float) (1 / (Math.sqrt(headWidth) * temperature));
        Value shares = asked.matMul(split(keys), false, true, scale).softmax(-1);
        Value mixed = shares.matMul(split(values)).transpose(0, 2, 1, 3);
        Value seen = mixed.reshape(0, 0, (long) heads * headWidth).matMulTransposed(output);
        return UnitVectors.of(seen).multiply(texts).sum(false, -1);
    }

    /** {@code [images, heads, tokens, head width]}. */
    private Value split(Value x) {
        return x.reshape(-1, tokens, heads, headWidth).transpose(0, 2, 1, 3);
    }
}
