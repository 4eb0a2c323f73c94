package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import java.util.Map;

/** Scaled dot-product attention (Vaswani et al. 2017) in simple operators. */
final class AttentionCore {
    /**
     * From so many queries on, keys and values are repeated for all heads that read them. That is little then beside the scores, and
     * each row of these belongs to one query, so that what a causal mask hides can be left out.
     */
    private static final long LONG = 256;

    private final FusedNode f;
    private final long queryHeads;
    private final long keyHeads;
    private float scale;
    private float softcap;
    private Value mask;
    private Value sink;

    /** Attention in which each head of keys and values serves {@code queryHeads / keyHeads} heads of queries. */
    AttentionCore(FusedNode f, long queryHeads, long keyHeads) {
        f.require(queryHeads > 0 && keyHeads > 0 && queryHeads % keyHeads == 0);
        this.f = f;
        this.queryHeads = queryHeads;
        this.keyHeads = keyHeads;
    }

    /** The factor of the scores; 0 for the usual 1 / sqrt(head size). */
    AttentionCore scale(float newScale) {
        scale = newScale;
        return this;
    }

    /** Scores s become {@code c · tanh(s / c)} before the mask is added; 0 for no cap. */
    AttentionCore softcap(float newSoftcap) {
        softcap = newSoftcap;
        return this;
    }

    /** Adds a value that broadcasts to {@code [batch, queryHeads, queries, keys]} to the scores; null adds nothing. */
    AttentionCore bias(Value bias) {
        if (bias != null) {
            mask = mask == null ? bias : mask.add(bias);
        }
        return this;
    }

    /** Lets a query see no key behind it, and at most {@code window} keys in all where that is positive. */
    AttentionCore causal(long queries, long keys, long window) {
        long[] last = RotaryLowering.count(queries);
        for (int i = 0; i < last.length; i++) {
            last[i] += keys - queries;
        }
        Value row = f.g.ints(last).unsqueeze(1);
        Value column = f.g.ints(RotaryLowering.count(keys)).unsqueeze(0);
        Value hidden = column.greater(row);
        if (window > 0) {
            Value tooOld = row.subtract(f.g.ints(window - 1)).greater(column);
            hidden = f.g.op("Or", Map.of(), hidden, tooOld);
        }
        return bias(hidden.where(lowest(), f.scalar(0)));
    }

    /** One more score per head that takes part in the softmax but has no value: {@code [queryHeads]}. */
    AttentionCore sink(Value newSink) {
        sink = newSink;
        return this;
    }

    /** A number that a softmax turns into 0, with room to add to it. */
    Value lowest() {
        return f.scalar(f.element() == ElementType.FLOAT16 ? -3e4 : -1e30);
    }

    /**
     * Applies the attention.
     *
     * @param q {@code [batch, queryHeads, queries, size]}
     * @param k {@code [batch, keyHeads, keys, size]}
     * @param v {@code [batch, keyHeads, keys, valueSize]}
     * @return {@code [batch, queryHeads, queries, valueSize]}
     */
    Value apply(Value q, Value k, Value v, long size, long queries, long keys) {
        if (queryHeads != keyHeads && queries >= LONG) {
            return apply(q, repeated(k, keys), repeated(v, keys), size, queries, keys, false);
        }
        return apply(q, k, v, size, queries, keys, queryHeads != keyHeads);
    }

    /** Each head of keys or values once for each head of queries that reads it. */
    private Value repeated(Value heads, long keys) {
        Value times = f.g.ints(1, 1, queryHeads / keyHeads, 1, 1);
        return heads.unsqueeze(2).expand(times).reshape(0, queryHeads, keys, -1);
    }

    private Value apply(Value q, Value k, Value v, long size, long queries, long keys, boolean grouped) {
        long groupRows = queryHeads / keyHeads * queries;
        Value rows = grouped ? q.reshape(0, keyHeads, groupRows, size) : q;
        float factor = scale != 0 ? scale : (float) (1 / Math.sqrt((double) size));
        Value scores = rows.matMul(k, false, true, factor);
        if (grouped) {
            scores = scores.reshape(0, queryHeads, queries, keys);
        }
        if (softcap != 0) {
            scores = scores.multiply(1 / softcap).tanh().multiply(softcap);
        }
        if (mask != null) {
            scores = scores.add(mask);
        }
        Value weights = weights(scores, keys);
        if (grouped) {
            weights = weights.reshape(0, keyHeads, groupRows, keys);
        }
        Value mixed = weights.matMul(v);
        return grouped ? mixed.reshape(0, queryHeads, queries, -1) : mixed;
    }

    private Value weights(Value scores, long keys) {
        if (sink == null) {
            return scores.softmax(-1);
        }
        Value shape = scores.slice(0, 1, -1).shape();
        Value column = sink.cast(scores.type()).reshape(1, -1, 1, 1).expand(shape);
        return scores.concat(-1, column).softmax(-1).slice(0, keys, -1);
    }
}
