package dev.graft.adapters.attention;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.PositionWise;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.List;

/**
 * A layer of a perceiver resampler: latents attend to the feature vectors and to themselves, then each passes feed-forward
 * layers; both are added to what was before (Alayrac et al. 2022, arXiv:2204.14198).
 *
 * @param latents normalises the latents before the attention
 * @param features normalises the feature vectors
 * @param norm normalises the latents before the feed-forward layers
 */
public record PerceiverLayer(
        PositionWise latents, PositionWise features, Attention attention, PositionWise norm, PositionWise feedForward)
        implements Block {
    @Override
    public List<Parameter> parameters() {
        return Block.parameters(latents, features, attention, norm, feedForward);
    }

    public Value apply(Value x, Value memory, Weights weights) {
        return apply(x, memory, null, weights);
    }

    /**
     * What the layer makes of latents that attend to feature vectors and to themselves.
     *
     * @param mask over feature vectors and latents, see {@link AttentionHeads#attend}; null for none
     */
    public Value apply(Value x, Value memory, Value mask, Weights weights) {
        Value queries = latents.apply(x, weights);
        Value seen = features.apply(memory, weights).concat(1, queries);
        Value attended = x.add(attention.apply(queries, seen, seen, mask, weights));
        return attended.add(feedForward.apply(norm.apply(attended, weights), weights));
    }
}
