package dev.graft.adapters.attention;

import dev.graft.graph.Value;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;

/**
 * Scaled dot-product attention with several heads (Vaswani et al. 2017). Where there are fewer key heads, each serves a
 * group of query heads (Ainslie et al. 2023).
 *
 * @param width of a head
 * @param dropout the share of the weights of values that is dropped in training
 */
public record AttentionHeads(int queryHeads, int keyHeads, int width, double dropout) {
    public AttentionHeads {
        if (queryHeads < 1 || keyHeads < 1 || width < 1 || queryHeads % keyHeads != 0) {
            throw new InvalidInputException("attention needs a positive number of heads that is a multiple of that "
                    + "of its key heads, found " + queryHeads + " heads of width " + width + " and " + keyHeads
                    + " key heads");
        }
    }

    public AttentionHeads(int queryHeads, int keyHeads, int width) {
        this(queryHeads, keyHeads, width, 0);
    }

    /** Heads that share a width evenly. */
    public static AttentionHeads dividing(int width, int heads) {
        if (heads < 1 || width % heads != 0) {
            throw new InvalidInputException(
                    "a width of " + width + " cannot be divided among " + heads + " attention heads; choose a divisor");
        }
        return new AttentionHeads(heads, heads, width / heads);
    }

    public AttentionHeads withDropout(double rate) {
        return new AttentionHeads(queryHeads, keyHeads, width, rate);
    }

    /** The width of all queries of a token together. */
    public int queryWidth() {
        return Sizes.product(queryHeads, width);
    }

    /** The width of all keys, or all values, of a token together. */
    public int keyWidth() {
        return Sizes.product(keyHeads, width);
    }

    /**
     * Each query's mean of the values, weighted by how well their keys fit it.
     *
     * @param queries {@code [batch, queries, query width]}
     * @param keys {@code [batch, keys, key width]}
     * @param values {@code [batch, keys, key width]}
     * @param mask added to the scores {@code [batch, heads, queries, keys]}, to which it broadcasts; null for none,
     *     and where several heads share a key head one that is the same for all queries
     * @return {@code [batch, queries, query width]}
     */
    public Value attend(Value queries, Value keys, Value values, Value mask) {
        Value scores = split(queries).matMul(perHead(keys), false, true, (float) (1 / Math.sqrt(width)));
        Value weights = (mask == null ? scores : scores.add(mask)).softmax(-1);
        return join(weights.dropout(dropout).matMul(perHead(values)));
    }

    private Value perHead(Value x) {
        return x.reshape(0, 0, keyHeads, width).transpose(0, 2, 1, 3);
    }

    /** {@code [batch, key heads, queries of the group, width]}: the group's heads one after the other. */
    private Value split(Value queries) {
        if (queryHeads == keyHeads) {
            return perHead(queries);
        }
        return queries.reshape(0, 0, keyHeads, queryHeads / keyHeads, width)
                .transpose(0, 2, 3, 1, 4)
                .reshape(0, 0, -1, width);
    }

    private Value join(Value x) {
        if (queryHeads == keyHeads) {
            return x.transpose(0, 2, 1, 3).reshape(0, 0, queryWidth());
        }
        return x.reshape(0, 0, queryHeads / keyHeads, -1, width)
                .transpose(0, 3, 1, 2, 4)
                .reshape(0, 0, queryWidth());
    }
}
