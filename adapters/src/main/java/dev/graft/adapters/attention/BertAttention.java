package dev.graft.adapters.attention;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.block.BertLinear;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.List;

/**
 * Attention with the residual and the normalisation that follow it in BERT (Devlin et al. 2019). What is added is dropped
 * at the rate of the attention's weights.
 */
public record BertAttention(Attention attention, LayerNorm norm) implements Block {
    /** @param memoryWidth the width of what is attended to */
    public static BertAttention of(String name, AttentionHeads heads, int memoryWidth, float epsilon) {
        int width = heads.queryWidth();
        Attention attention = Attention.separate(
                heads,
                BertLinear.of(name + ".attention.query", width, width, width),
                BertLinear.of(name + ".attention.key", memoryWidth, width, width),
                BertLinear.of(name + ".attention.value", memoryWidth, width, width),
                BertLinear.of(name + ".output.dense", width, width, width));
        return new BertAttention(attention, new LayerNorm(name + ".output.LayerNorm", width, epsilon));
    }

    @Override
    public List<Parameter> parameters() {
        return Block.parameters(attention, norm);
    }

    /** @param mask see {@link AttentionHeads#attend}; null for none */
    public Value apply(Value x, Value memory, Value mask, Weights weights) {
        Value attended = attention.apply(x, memory, memory, mask, weights);
        return norm.apply(x.add(attended.dropout(attention.heads().dropout())), weights);
    }
}
