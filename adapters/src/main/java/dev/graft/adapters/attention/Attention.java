package dev.graft.adapters.attention;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attention with its projections. A packed projection, that of keys and values in one matrix for instance, stands in
 * several places; see {@link Part}.
 */
public record Attention(AttentionHeads heads, Part query, Part key, Part value, Linear output) implements Block {
    /** One of several equal parts of the outputs of a linear layer, counted from 0. */
    public record Part(Linear linear, int index, int parts) {
        public Value apply(Value x, Weights weights) {
            return linear.applyPart(index, parts, x, weights);
        }
    }

    public static Attention separate(AttentionHeads heads, Linear query, Linear key, Linear value, Linear output) {
        return new Attention(heads, new Part(query, 0, 1), new Part(key, 0, 1), new Part(value, 0, 1), output);
    }

    /** Keys and values in one matrix, as in Flamingo and ClipCap. */
    public static Attention packedKeys(AttentionHeads heads, Linear query, Linear keyValue, Linear output) {
        return new Attention(heads, new Part(query, 0, 1), new Part(keyValue, 0, 2), new Part(keyValue, 1, 2), output);
    }

    /** All three in one matrix, PyTorch's {@code nn.MultiheadAttention}. */
    public static Attention packed(AttentionHeads heads, Linear input, Linear output) {
        return new Attention(heads, new Part(input, 0, 3), new Part(input, 1, 3), new Part(input, 2, 3), output);
    }

    @Override
    public List<Parameter> parameters() {
        return Block.parameters(Stream.of(query.linear, key.linear, value.linear, output)
                .distinct()
                .toArray(Block[]::new));
    }

    /** @param mask see {@link AttentionHeads#attend}; null for none */
    public Value apply(Value queries, Value keys, Value values, Value mask, Weights weights) {
        Value attended = heads.attend(
                query.apply(queries, weights), key.apply(keys, weights), value.apply(values, weights), mask);
        return output.apply(attended, weights);
    }
}
