package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.Attention;
import dev.graft.adapters.attention.AttentionHeads;
import dev.graft.adapters.attention.Grid;
import dev.graft.adapters.attention.GridPositions;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorm;
import dev.graft.adapters.block.Linear;
import dev.graft.adapters.block.Weights;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Qwen-VL's position-aware resampler (Bai et al. 2023, arXiv:2308.12966): learnt queries on a grid attend once to the
 * feature vectors, then a normalisation and a projection follow. Queries and keys, but not values, carry the fixed
 * positions of their places; those of the keys are resized to the grid of the feature vectors.
 */
public record ResamplerAdapter(int visionWidth, Grid queries, Grid keys, int width, AttentionHeads heads, float epsilon)
        implements Adapter {
    private static final String POOL = "transformer.visual.attn_pool.";
    static final String QUERY = POOL + "query";
    static final String KEYS = POOL + "kv_proj.weight";
    private static final String POSITIONS = POOL + "pos_embed";
    static final String PROJECTION = "transformer.visual.proj";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        if (visionWidth != width) {
            parameters.addAll(keyProjection().parameters());
        }
        parameters.addAll(norm(POOL + "ln_kv").parameters());
        parameters.add(new Parameter(QUERY, Start.normal(0.02), queries.size(), width));
        parameters.addAll(norm(POOL + "ln_q").parameters());
        Start positions = (seed, name, shape) -> GridPositions.sineCosine(queries, width);
        parameters.add(new Parameter(POSITIONS, positions, true, queries.size(), width));
        parameters.addAll(attention().parameters());
        parameters.addAll(norm("transformer.visual.ln_post").parameters());
        parameters.add(new Parameter(PROJECTION, Start.normal(1 / Math.sqrt(width)), width, width));
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.QWEN_VL) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return queries.size();
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value projected = visionWidth == width ? features : keyProjection().apply(features, weights);
        Value values = norm(POOL + "ln_kv").apply(projected, weights);
        Value positions = weights.get(POSITIONS);
        Value keyPositions = keys.equals(queries)
                ? positions
                : g.constant(GridPositions.resize(queries, keys)).matMul(positions);
        Value query = norm(POOL + "ln_q").apply(weights.get(QUERY), weights).add(positions);
        Value pooled = attention().apply(query.unsqueeze(0), values.add(keyPositions), values, null, weights);
        // x @ proj: published as [in, out], unlike the weights of linear layers.
        return norm("transformer.visual.ln_post").apply(pooled, weights).matMul(weights.get(PROJECTION));
    }

    /** Without one where the widths agree, as published. */
    private Linear keyProjection() {
        return Linear.withoutBias(POOL + "kv_proj", visionWidth, width, Initialization.NORMAL);
    }

    private LayerNorm norm(String name) {
        return new LayerNorm(name, width, epsilon);
    }

    private Attention attention() {
        Linear input = new Linear(
                POOL + "attn.in_proj_weight",
                POOL + "attn.in_proj_bias",
                width,
                3 * width,
                Initialization.XAVIER.weight(3 * width, width),
                Start.ZEROS);
        return Attention.packed(heads, input, Linear.of(POOL + "attn.out_proj", width, width, Initialization.NORMAL));
    }
}
