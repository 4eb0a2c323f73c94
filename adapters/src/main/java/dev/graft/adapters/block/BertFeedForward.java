package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import dev.graft.graph.Value;
import java.util.List;

/** Feed-forward layers with the residual and the normalisation that follow them in BERT. */
public record BertFeedForward(FeedForward layers, LayerNorm norm, double dropout) implements Block {
    /** @param suffix of the names, such as {@code _query} */
    public static BertFeedForward of(String layer, String suffix, int width, int inner, float epsilon, double dropout) {
        FeedForward layers = new FeedForward(
                BertLinear.of(layer + ".intermediate" + suffix + ".dense", width, inner, width),
                Activation.GELU,
                BertLinear.of(layer + ".output" + suffix + ".dense", inner, width, width));
        LayerNorm norm = new LayerNorm(layer + ".output" + suffix + ".LayerNorm", width, epsilon);
        return new BertFeedForward(layers, norm, dropout);
    }

    @Override
    public List<Parameter> parameters() {
        return Block.parameters(layers, norm);
    }

    public Value apply(Value x, Weights weights) {
        return norm.apply(x.add(layers.apply(x, weights).dropout(dropout)), weights);
    }
}
