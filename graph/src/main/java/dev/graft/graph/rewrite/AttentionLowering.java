package dev.graft.graph.rewrite;

import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import java.util.Map;
import java.util.function.Consumer;

/** The attention operators of ONNX Runtime and of operator set 23. */
final class AttentionLowering {
    private AttentionLowering() {}

    static void addTo(Map<String, Consumer<FusedNode>> rules) {
        rules.put("com.microsoft.Attention", AttentionLowering::selfAttention);
        rules.put("com.microsoft.MultiHeadAttention", AttentionLowering::multiHead);
        rules.put("com.microsoft.GroupQueryAttention", GroupQueryLowering::apply);
        rules.put("Attention", StandardAttentionLowering::apply);
    }

    /** {@code [batch, tokens, heads * size]} to {@code [batch, heads, tokens, size]}. */
    static Value toHeads(Value x, long heads, long size) {
        return x.reshape(0, 0, heads, size).transpose(0, 2, 1, 3);
    }

    /** {@code [batch, heads, tokens, size]} to {@code [batch, tokens, width]}. */
    static Value fromHeads(Value x, long width) {
        return x.transpose(0, 2, 1, 3).reshape(0, 0, width);
    }

    /** {@code Attention}: projects its input to queries, keys and values itself. */
    private static void selfAttention(FusedNode f) {
        f.require(!f.isSet("do_rotary") && !f.isSet("past_present_share_buffer") && f.in(6) == null);
        long heads = f.node.intAttribute("num_heads", 0);
        long[] widths = f.node.intsAttribute("qkv_hidden_sizes");
        if (widths == null) {
            long width = f.size(1, 1) / 3;
            widths = new long[] {width, width, width};
        }
        long tokens = f.size(0, 1);
        Value joint = f.in(0).matMul(f.in(1));
        if (f.in(2) != null) {
            joint = joint.add(f.in(2));
        }
        Value q = toHeads(joint.slice(0, widths[0], -1), heads, widths[0] / heads);
        Value k = toHeads(joint.slice(widths[0], widths[0] + widths[1], -1), heads, widths[1] / heads);
        Value v = toHeads(
                joint.slice(widths[0] + widths[1], widths[0] + widths[1] + widths[2], -1), heads, widths[2] / heads);
        long keys = tokens;
        if (f.in(4) != null) {
            k = f.in(4).slice(0, 1, 0).squeeze(0).concat(2, k);
            v = f.in(4).slice(1, 2, 0).squeeze(0).concat(2, v);
            keys += f.size(4, 3);
        }
        if (f.node.hasOutput(1)) {
            f.out(1, k.unsqueeze(0).concat(0, v.unsqueeze(0)));
        }
        AttentionCore core = new AttentionCore(f, heads, heads).scale(f.node.floatAttribute("scale", 0));
        core.bias(paddingMask(f, 3, keys)).bias(f.in(5));
        if (f.isSet("unidirectional")) {
            core.causal(tokens, keys, 0);
        }
        f.out(0, fromHeads(core.apply(q, k, v, widths[0] / heads, tokens, keys), widths[2]));
    }

    /** {@code MultiHeadAttention}: takes projected queries, keys and values, apart or packed. */
    private static void multiHead(FusedNode f) {
        f.require(f.in(8) == null && f.in(9) == null && !f.node.hasOutput(3));
        long heads = f.node.intAttribute("num_heads", 0);
        long queries = f.size(0, 1);
        long size = f.shape(0).rank() == 5 ? f.size(0, 4) : f.size(0, 2) / heads;
        Value[] qkv = operands(f, heads, size);
        Shape keyShape = f.in(1) == null ? f.shape(0) : f.shape(1);
        long keys = FusedNode.known(keyShape.dim(keyShape.rank() == 4 ? 2 : 1));
        if (f.in(6) != null) {
            qkv[1] = f.in(6).concat(2, qkv[1]);
            qkv[2] = f.in(7).concat(2, qkv[2]);
            keys += f.size(6, 2);
        }
        f.out(1, qkv[1]);
        f.out(2, qkv[2]);
        AttentionCore core = new AttentionCore(f, heads, heads).scale(f.node.floatAttribute("scale", 0));
        core.bias(paddingMask(f, 4, keys)).bias(f.in(5));
        if (f.isSet("unidirectional")) {
            core.causal(queries, keys, 0);
        }
        Value mixed = core.apply(qkv[0], qkv[1], qkv[2], size, queries, keys);
        f.out(0, mixed.transpose(0, 2, 1, 3).reshape(0, 0, -1));
    }

    private static Value[] operands(FusedNode f, long heads, long size) {
        Value bias = f.in(3);
        if (f.shape(0).rank() == 5) { // [batch, tokens, heads, 3, size]
            f.require(bias == null);
            return new Value[] {packed(f.in(0), 0), packed(f.in(0), 1), packed(f.in(0), 2)};
        }
        long width = heads * size;
        Value q = toHeads(withBias(f.in(0), bias, 0, width), heads, size);
        if (f.shape(1).rank() == 5) { // [batch, tokens, heads, 2, size]
            f.require(bias == null);
            return new Value[] {q, packed(f.in(1), 0), packed(f.in(1), 1)};
        }
        if (f.shape(1).rank() == 4) { // [batch, heads, tokens, size]
            return new Value[] {q, f.in(1), f.in(2)};
        }
        long valueWidth = f.size(2, 2);
        Value k = toHeads(withBias(f.in(1), bias, width, 2 * width), heads, size);
        Value v = toHeads(withBias(f.in(2), bias, 2 * width, 2 * width + valueWidth), heads, valueWidth / heads);
        return new Value[] {q, k, v};
    }

    private static Value packed(Value x, long part) {
        return x.slice(part, part + 1, 3).squeeze(3).transpose(0, 2, 1, 3);
    }

    private static Value withBias(Value x, Value bias, long from, long to) {
        return bias == null ? x : x.add(bias.slice(from, to, 0));
    }

    /** An integer mask, 1 for keys that take part, or the number of such keys, as a term of the scores. */
    private static Value paddingMask(FusedNode f, int index, long keys) {
        Value mask = f.in(index);
        if (mask == null) {
            return null;
        }
        Shape shape = f.shape(index);
        Value filter = f.scalar(f.node.floatAttribute("mask_filter_value", -10000));
        if (shape.rank() == 1) {
            f.require(shape.dim(0).mustEqual(f.shape(0).dim(0)));
            Value position = f.g.ints(RotaryLowering.count(keys));
            Value visible = mask.cast(ElementType.INT64).unsqueeze(1).greater(position);
            return visible.where(f.scalar(0), filter).unsqueeze(1, 2);
        }
        f.require(shape.rank() == 2 || shape.rank() == 3);
        Value hidden = f.scalar(1).subtract(mask.cast(f.element())).multiply(filter);
        return shape.rank() == 2 ? hidden.unsqueeze(1, 2) : hidden.unsqueeze(1);
    }
}
