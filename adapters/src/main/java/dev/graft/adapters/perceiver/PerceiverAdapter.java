package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Attention;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.attention.PerceiverLayer;
import dev.graft.adapters.block.Activation;
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
 * Flamingo's perceiver resampler (Alayrac et al. 2022, arXiv:2204.14198), with the names of OpenFlamingo's weights:
 * learnt latents attend, layer after layer, to the feature vectors and to themselves.
 */
public record PerceiverAdapter(PerceiverSpec spec, int visionWidth, int width) implements Adapter {
    static final String LATENTS = "latents";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter(LATENTS, Start.normal(1), spec.latents(), width));
        if (spec.projectFeatures()) {
            parameters.addAll(projection().parameters());
        }
        layers().forEach(layer -> parameters.addAll(layer.parameters()));
        parameters.addAll(norm("norm").parameters());
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        if (convention.equals(WeightNames.TINYLLAVA) && spec.projectFeatures()) {
            return WeightNames.rewritten(this, name -> "_connector." + name);
        }
        return convention.equals(WeightNames.OPENFLAMINGO) && !spec.projectFeatures()
                ? WeightNames.rewritten(this, name -> "perceiver." + name)
                : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return spec.latents();
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value media = spec.projectFeatures() ? projection().apply(features, weights) : features;
        Value x = PerSample.repeat(weights.get(LATENTS), spec.latents(), width, features);
        for (PerceiverLayer layer : layers()) {
            x = layer.apply(x, media, weights);
        }
        return norm("norm").apply(x, weights);
    }

    private Linear projection() {
        return Linear.of("linear", visionWidth, width, Initialization.PYTORCH);
    }

    private LayerNorm norm(String name) {
        return new LayerNorm(name, width, (float) spec.normEpsilon());
    }

    private List<PerceiverLayer> layers() {
        return IntStream.range(0, spec.layers()).mapToObj(this::layer).toList();
    }

    private PerceiverLayer layer(int index) {
        String attention = "layers." + index + ".0.";
        String after = "layers." + index + ".1.";
        AttentionHeads heads = new AttentionHeads(spec.heads(), spec.heads(), spec.headWidth());
        int inner = Sizes.product(width, spec.feedForwardRatio());
        return new PerceiverLayer(
                norm(attention + "norm_latents"),
                norm(attention + "norm_media"),
                Attention.packedKeys(
                        heads,
                        plain(attention + "to_q", width, heads.queryWidth()),
                        plain(attention + "to_kv", width, 2 * heads.keyWidth()),
                        plain(attention + "to_out", heads.queryWidth(), width)),
                norm(after + "0"),
                new FeedForward(plain(after + "1", width, inner), Activation.GELU, plain(after + "3", inner, width)));
    }

    private static Linear plain(String name, int in, int out) {
        return Linear.withoutBias(name, in, out, Initialization.PYTORCH);
    }
}
