package dev.graft.adapters.qformer;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.attention.BertAttention;
import dev.graft.adapters.block.BertFeedForward;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer of a {@link QFormer}. Queries and text share the self-attention; only queries look at the image, and each has
 * feed-forward layers of its own.
 */
record QFormerLayer(
        BertAttention self,
        Optional<BertAttention> cross,
        BertFeedForward forQueries,
        Optional<BertFeedForward> forText)
        implements Block {
    static QFormerLayer of(QFormerSpec spec, int index, int visionWidth) {
        String name = "qformer.encoder.layer." + index;
        AttentionHeads heads =
                AttentionHeads.dividing(spec.width(), spec.heads()).withDropout(spec.dropout());
        float epsilon = (float) spec.normEpsilon();
        BertAttention cross = index % spec.crossAttentionEvery() == 0
                ? BertAttention.of(name + ".crossattention", heads, visionWidth, epsilon)
                : null;
        BertFeedForward text = spec.vocabulary() > 0 ? feedForward(spec, name, "") : null;
        return new QFormerLayer(
                BertAttention.of(name + ".attention", heads, spec.width(), epsilon),
                Optional.ofNullable(cross),
                feedForward(spec, name, "_query"),
                Optional.ofNullable(text));
    }

    private static BertFeedForward feedForward(QFormerSpec spec, String layer, String suffix) {
        return BertFeedForward.of(
                layer, suffix, spec.width(), spec.feedForward(), (float) spec.normEpsilon(), spec.dropout());
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(self.parameters());
        cross.ifPresent(block -> parameters.addAll(block.parameters()));
        parameters.addAll(forQueries.parameters());
        forText.ifPresent(block -> parameters.addAll(block.parameters()));
        return parameters;
    }

    /** Lets all rows, those of queries and of text, attend to each other; a null mask lets each see every other. */
    Value mix(Value rows, Value mask, Weights weights) {
        return self.apply(rows, rows, mask, weights);
    }

    /** What becomes of queries after {@link #mix}. */
    Value queries(Value mixed, Value image, Weights weights) {
        Value seen = cross.isPresent() ? cross.get().apply(mixed, image, null, weights) : mixed;
        return forQueries.apply(seen, weights);
    }

    /** What becomes of text after {@link #mix}. */
    Value text(Value mixed, Weights weights) {
        return forText.orElseThrow(() -> new IllegalStateException("a Q-Former without a vocabulary reads no text"))
                .apply(mixed, weights);
    }
}
