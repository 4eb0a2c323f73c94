package dev.graft.adapters.qformer;

import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.TextInput;
import dev.graft.adapters.attention.AttentionMasks;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.PerSample;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The querying transformer of BLIP-2 (Li et al. 2023, arXiv:2301.12597), with the names that Hugging Face's transformers
 * give its weights: BERT whose layers pass learnt queries, a text or both.
 *
 * <p>Its passes are those of BLIP-2's objectives. {@link #queries} is what a language model sees in the end; it is
 * contrasted with {@link #text}, matched with a text by {@link #both} and captioned by {@link #caption}.
 */
public record QFormer(QFormerSpec spec, int visionWidth) implements Block {
    public static final String QUERIES = "query_tokens";
    public static final String NORM = "qformer.layernorm";
    public static final String WORDS = "embeddings.word_embeddings.weight";
    public static final String POSITIONS = "embeddings.position_embeddings.weight";

    /**
     * What comes out of the last layer.
     *
     * @param queries {@code [batch, queries, width]}
     * @param text {@code [batch, tokens, width]}
     */
    public record Rows(Value queries, Value text) {}

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        if (spec.visionNorm()) {
            parameters.addAll(visionNorm().parameters());
        }
        parameters.add(new Parameter(QUERIES, Start.normal(0.02), 1, spec.queries(), spec.width()));
        if (spec.vocabulary() > 0) {
            parameters.add(new Parameter(WORDS, Start.normal(0.02), spec.vocabulary(), spec.width()));
            parameters.add(new Parameter(POSITIONS, Start.normal(0.02), spec.positions(), spec.width()));
        }
        if (spec.queryNormScale()) {
            parameters.addAll(norm().parameters());
        }
        layers().forEach(layer -> parameters.addAll(layer.parameters()));
        return parameters;
    }

    /**
     * The queries, having seen an image.
     *
     * @param image {@code [batch, feature tokens, vision width]}
     * @return {@code [batch, queries, width]}
     */
    public Value queries(Value image, Weights weights) {
        // One set of queries for the whole batch, until the first layer lets each sample's see its own image, unless
        // other elements are dropped of each sample's.
        Value x = spec.dropout() > 0 ? queriesOfEach(image, weights) : embeddedQueries(weights);
        Value seen = seen(image, weights);
        for (QFormerLayer layer : layers()) {
            x = layer.queries(layer.mix(x, null, weights), seen, weights);
        }
        return x;
    }

    /** A text by itself, each token seeing all: {@code [batch, tokens, width]}. */
    public Value text(TextInput text, Weights weights) {
        Value mask = AttentionMasks.padding(text.mask());
        Value x = embedded(text, weights);
        for (QFormerLayer layer : layers()) {
            x = layer.text(layer.mix(x, mask, weights), weights);
        }
        return x;
    }

    /** Queries and text seeing each other, and the queries the image. */
    public Rows both(Value image, TextInput text, Weights weights) {
        return pass(image, text, AttentionMasks.padding(text.mask(), spec.queries()), weights);
    }

    /**
     * Queries and text as for generating the text: it sees the queries and itself up to each token, the queries do not
     * see it.
     *
     * @param tokens of the text, with padding
     */
    public Rows caption(Value image, TextInput text, int tokens, Weights weights) {
        Tensor order = AttentionMasks.prefixThenCausal(spec.queries(), tokens);
        Value padding = AttentionMasks.padding(text.mask(), spec.queries());
        return pass(image, text, padding.add(image.builder().constant(order)), weights);
    }

    private Rows pass(Value image, TextInput text, Value mask, Weights weights) {
        Value queries = queriesOfEach(image, weights);
        Value words = embedded(text, weights);
        Value seen = seen(image, weights);
        for (QFormerLayer layer : layers()) {
            Value mixed = layer.mix(queries.concat(1, words), mask, weights);
            queries = layer.queries(mixed.slice(0, spec.queries(), 1), seen, weights);
            words = layer.text(mixed.slice(spec.queries(), Long.MAX_VALUE, 1), weights);
        }
        return new Rows(queries, words);
    }

    private Value seen(Value image, Weights weights) {
        return spec.visionNorm() ? visionNorm().apply(image, weights) : image;
    }

    private LayerNorm visionNorm() {
        return new LayerNorm("vision_model.post_layernorm", visionWidth, (float) spec.visionNormEpsilon());
    }

    private Value queriesOfEach(Value image, Weights weights) {
        return PerSample.repeat(embeddedQueries(weights), spec.queries(), spec.width(), image)
                .dropout(spec.dropout());
    }

    private Value embeddedQueries(Weights weights) {
        Value queries = weights.get(QUERIES);
        if (spec.queryNormScale()) {
            return norm().apply(queries, weights);
        }
        Value one = queries.builder().constant(Start.ONES.tensor(0, NORM, spec.width()));
        Value zero = queries.builder().constant(Tensor.allocate(ElementType.FLOAT, spec.width()));
        return queries.layerNorm(one, zero, (float) spec.normEpsilon());
    }

    private Value embedded(TextInput text, Weights weights) {
        Value words = weights.get(WORDS).gather(text.ids(), 0);
        Value length = text.ids().shape().slice(1, 2, 0);
        Value positions = weights.get(POSITIONS);
        Value zero = text.ids().builder().ints(0);
        Value used = text.ids().builder().op("Slice", Map.of(), positions, zero, length, zero);
        return norm().apply(words.add(used), weights).dropout(spec.dropout());
    }

    private LayerNorm norm() {
        return new LayerNorm(NORM, spec.width(), (float) spec.normEpsilon());
    }

    private List<QFormerLayer> layers() {
        return IntStream.range(0, spec.layers())
                .mapToObj(index -> QFormerLayer.of(spec, index, visionWidth))
                .toList();
    }
}
