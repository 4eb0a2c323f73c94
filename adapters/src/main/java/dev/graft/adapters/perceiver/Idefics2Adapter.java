package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Attention;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.attention.AttentionMasks;
import dev.graft.adapters.attention.PerceiverLayer;
import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.GatedFeedForward;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.PerSample;
import dev.graft.adapters.block.RmsNorm;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.tensors.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Idefics2's connector (Laurençon et al. 2024, arXiv:2405.02246): a gated projection to the language model's width,
 * then a perceiver resampler in the style of LLaMA's layers.
 *
 * <p>Weights start as in transformers, but for the latents: those are all one there, at which they would stay equal to
 * each other; here they are drawn from a normal distribution as in Flamingo.
 */
public record Idefics2Adapter(Idefics2Spec spec, int visionWidth, int width) implements Adapter {
    private static final String CONNECTOR = "model.connector.";
    static final String RESAMPLER = CONNECTOR + "perceiver_resampler.";
    static final String PROJECTION = CONNECTOR + "modality_projection";
    static final String LATENTS = RESAMPLER + "latents";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(projection().parameters());
        parameters.add(new Parameter(LATENTS, Start.normal(1), spec.latents(), width));
        layers().forEach(layer -> parameters.addAll(layer.parameters()));
        parameters.addAll(norm(RESAMPLER + "norm").parameters());
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.IDEFICS2) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return spec.latents();
    }

    @Override
    public boolean takesAnyVectors() {
        return true;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value context = projection().apply(features, weights);
        Value x = PerSample.repeat(weights.get(LATENTS), spec.latents(), width, features);
        Value mask = AttentionMasks.zeros(features, spec.latents());
        for (PerceiverLayer layer : layers()) {
            x = layer.apply(x, context, mask, weights);
        }
        return norm(RESAMPLER + "norm").apply(x, weights);
    }

    private GatedFeedForward projection() {
        return feedForward(PROJECTION, visionWidth, spec.hiddenWidth(width));
    }

    private GatedFeedForward feedForward(String name, int in, int hidden) {
        return GatedFeedForward.of(name, in, hidden, width, Activation.SILU, Initialization.NORMAL);
    }

    private RmsNorm norm(String name) {
        return new RmsNorm(name, width, (float) spec.normEpsilon());
    }

    private List<PerceiverLayer> layers() {
        return IntStream.range(0, spec.layers()).mapToObj(this::layer).toList();
    }

    private PerceiverLayer layer(int index) {
        String name = RESAMPLER + "layers." + index + ".";
        AttentionHeads heads = new AttentionHeads(spec.heads(), spec.keyHeads(), spec.headWidth());
        return new PerceiverLayer(
                norm(name + "input_latents_norm"),
                norm(name + "input_context_norm"),
                Attention.separate(
                        heads,
                        plain(name + "self_attn.q_proj", width, heads.queryWidth()),
                        plain(name + "self_attn.k_proj", width, heads.keyWidth()),
                        plain(name + "self_attn.v_proj", width, heads.keyWidth()),
                        plain(name + "self_attn.o_proj", heads.queryWidth(), width)),
                norm(name + "post_attention_layernorm"),
                feedForward(name + "mlp", width, Sizes.product(4, width)));
    }

    private static Linear plain(String name, int in, int out) {
        return Linear.withoutBias(name, in, out, Initialization.NORMAL);
    }
}
