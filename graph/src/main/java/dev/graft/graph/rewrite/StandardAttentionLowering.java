package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;

/** {@code Attention} of operator set 23. */
final class StandardAttentionLowering {
    private StandardAttentionLowering() {}

    static void apply(FusedNode f) {
        f.require(f.in(6) == null && !f.node.hasOutput(3));
        boolean joined = f.shape(0).rank() == 3;
        long heads = joined ? f.node.intAttribute("q_num_heads", 0) : f.size(0, 1);
        long keyHeads = joined ? f.node.intAttribute("kv_num_heads", 0) : f.size(1, 1);
        f.require(heads > 0 && keyHeads > 0);
        long queries = f.size(0, joined ? 1 : 2);
        long keys = f.size(1, joined ? 1 : 2);
        long size = joined ? f.size(0, 2) / heads : f.size(0, 3);
        long valueSize = joined ? f.size(2, 2) / keyHeads : f.size(2, 3);
        Value q = joined ? AttentionLowering.toHeads(f.in(0), heads, size) : f.in(0);
        Value k = joined ? AttentionLowering.toHeads(f.in(1), keyHeads, size) : f.in(1);
        Value v = joined ? AttentionLowering.toHeads(f.in(2), keyHeads, valueSize) : f.in(2);
        if (f.in(4) != null) {
            k = f.in(4).concat(2, k);
            v = f.in(5).concat(2, v);
            keys += f.size(4, 2);
        }
        f.out(1, k);
        f.out(2, v);
        AttentionCore core = new AttentionCore(f, heads, keyHeads)
                .scale(f.node.floatAttribute("scale", 0))
                .softcap(f.node.floatAttribute("softcap", 0));
        core.bias(mask(f, core));
        if (f.isSet("is_causal")) {
            core.causal(queries, keys, 0);
        }
        Value mixed = core.apply(q, k, v, size, queries, keys);
        f.out(0, joined ? AttentionLowering.fromHeads(mixed, heads * valueSize) : mixed);
    }

    private static Value mask(FusedNode f, AttentionCore core) {
        Value mask = f.in(3);
        return mask == null || mask.type() != ElementType.BOOL ? mask : mask.where(f.scalar(0), core.lowest());
    }
}
