package dev.graft.adapters.mapper;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Attention;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.block.Block;
import dev.graft.adapters.block.FeedForward;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.PerSample;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The transformer mappers of ClipCap and MAPL: feature vectors, projected, and learnt constants pass a transformer
 * together; what it makes of the constants are the visual tokens.
 *
 * @param width of the transformer; another projection follows where the language model's is another
 */
public record MapperAdapter(MapperSpec spec, MapperForm form, int visionWidth, int width, int languageWidth)
        implements Adapter {
    static final String OUTPUT = "up";
    private static final float EPSILON = 1e-5f;

    public MapperAdapter {
        AttentionHeads.dividing(width, spec.heads());
    }

    private record Layer(LayerNorm first, Attention attention, LayerNorm second, FeedForward feedForward)
            implements Block {
        @Override
        public List<Parameter> parameters() {
            return Block.parameters(first, attention, second, feedForward);
        }

        Value apply(Value x, Weights weights) {
            Value normed = first.apply(x, weights);
            Value attended = x.add(attention.apply(normed, normed, normed, null, weights));
            return attended.add(feedForward.apply(second.apply(attended, weights), weights));
        }
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(input().parameters());
        parameters.add(new Parameter(form.constants, Start.normal(1), spec.tokens(), width));
        layers().forEach(layer -> parameters.addAll(layer.parameters()));
        if (form == MapperForm.MAPL) {
            parameters.addAll(output().parameters());
        }
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(form.convention) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return spec.tokens();
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value x = input().apply(features, weights);
        if (spec.vectors() > 1) {
            x = x.reshape(0, -1, width);
        }
        x = x.concat(1, PerSample.repeat(weights.get(form.constants), spec.tokens(), width, features));
        for (Layer layer : layers()) {
            x = layer.apply(x, weights);
        }
        Value tokens = x.slice(-spec.tokens(), Long.MAX_VALUE, 1);
        return form == MapperForm.MAPL ? output().apply(tokens, weights) : tokens;
    }

    private Linear input() {
        return Linear.of(form.input, visionWidth, Sizes.product(spec.vectors(), width), Initialization.PYTORCH);
    }

    private Linear output() {
        return Linear.of(OUTPUT, width, languageWidth, Initialization.PYTORCH);
    }

    private List<Layer> layers() {
        return IntStream.range(0, spec.layers()).mapToObj(this::layer).toList();
    }

    private Layer layer(int index) {
        String name = form.layer(index);
        AttentionHeads heads = AttentionHeads.dividing(width, spec.heads());
        return new Layer(
                new LayerNorm(name + "norm1", width, EPSILON),
                form.attention(name, heads),
                new LayerNorm(name + "norm2", width, EPSILON),
                form.feedForward(name, width, Sizes.product(width, spec.feedForwardRatio())));
    }
}
