package dev.graft.graph.rewrite;

import dev.graft.graph.Value;

/**
 * {@code GroupQueryAttention} over a whole sequence with an empty cache: causal, with rotary embedding where asked for.
 * Rows beyond the length of a sequence see the keys before them, which is of no consequence.
 */
final class GroupQueryLowering {
    private GroupQueryLowering() {}

    static void apply(FusedNode f) {
        f.require(f.in(3) == null || f.size(3, 2) == 0);
        f.require(f.in(12) == null && f.in(13) == null && !f.node.hasOutput(3));
        long heads = f.node.intAttribute("num_heads", 0);
        long keyHeads = f.node.intAttribute("kv_num_heads", 0);
        long tokens = f.size(0, 1);
        boolean packed = f.in(1) == null;
        long size = packed ? f.size(0, 2) / (heads + 2 * keyHeads) : f.size(0, 2) / heads;
        long width = heads * size;
        long keyWidth = keyHeads * size;
        Value q = packed ? f.in(0).slice(0, width, -1) : f.in(0);
        Value k = packed ? f.in(0).slice(width, width + keyWidth, -1) : f.in(1);
        Value v = packed ? f.in(0).slice(width + keyWidth, width + 2 * keyWidth, -1) : f.in(2);
        q = AttentionLowering.toHeads(q, heads, size);
        k = AttentionLowering.toHeads(k, keyHeads, size);
        v = AttentionLowering.toHeads(v, keyHeads, size);
        if (f.isSet("do_rotary")) {
            q = rotate(f, q, tokens, size);
            k = rotate(f, k, tokens, size);
        }
        f.out(1, k);
        f.out(2, v);
        AttentionCore core = new AttentionCore(f, heads, keyHeads)
                .scale(f.node.floatAttribute("scale", 0))
                .softcap(f.node.floatAttribute("softcap", 0))
                .causal(tokens, tokens, f.node.intAttribute("local_window_size", -1))
                .bias(f.in(10))
                .sink(sink(f, heads));
        f.out(0, AttentionLowering.fromHeads(core.apply(q, k, v, size, tokens, tokens), width));
    }

    private static Value rotate(FusedNode f, Value x, long tokens, long size) {
        Value cosine;
        Value sine;
        if (f.in(9) == null) {
            cosine = f.in(7).slice(0, tokens, 0);
            sine = f.in(8).slice(0, tokens, 0);
        } else {
            cosine = f.in(7).gather(f.in(9), 0).unsqueeze(1);
            sine = f.in(8).gather(f.in(9), 0).unsqueeze(1);
        }
        return RotaryLowering.rotate(x, cosine, sine, f.size(7, 1), size, f.isSet("rotary_interleaved"));
    }

    private static Value sink(FusedNode f, long heads) {
        if (f.in(11) != null) {
            return f.in(11);
        }
        return f.node.intAttribute("smooth_softmax", 0) > 0 ? f.scalar(0).expand(f.g.ints(heads)) : null;
    }
}
