package dev.graft.adapters.perceiver;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.Start;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.attention.AttentionHeads;
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
 * CoCa's attentional pooler as open_clip has it (Yu et al. 2022, arXiv:2205.01917): learnt queries attend once to the normalised
 * feature vectors, and a normalisation follows. The vectors are those of the encoder's last layer, before any normalisation.
 *
 * @param latents how many queries there are
 * @param width of the visual tokens
 */
public record PoolerAdapter(int visionWidth, int latents, int width, AttentionHeads heads, float epsilon)
        implements Adapter {
    private static final String POOL = "visual.attn_pool.";
    static final String QUERY = POOL + "query";
    static final String KEY_NORM = POOL + "ln_k.weight";
    private static final String INPUT = POOL + "attn.in_proj_";
    private static final String INPUT_BIAS = INPUT + "bias";

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter(QUERY, Start.normal(1), latents, width));
        parameters.addAll(norm(POOL + "ln_q", width).parameters());
        parameters.addAll(norm(POOL + "ln_k", visionWidth).parameters());
        if (visionWidth == width) {
            parameters.add(
                    new Parameter(INPUT + "weight", Initialization.XAVIER.weight(3 * width, width), 3L * width, width));
        } else {
            for (String part : List.of("q", "k", "v")) {
                int in = part.equals("q") ? width : visionWidth;
                parameters.add(new Parameter(separate(part), Initialization.XAVIER.weight(width, in), width, in));
            }
        }
        parameters.add(new Parameter(INPUT_BIAS, Start.ZEROS, 3L * width));
        parameters.addAll(output().parameters());
        parameters.addAll(norm("visual.ln_post", width).parameters());
        return parameters;
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return convention.equals(WeightNames.OPEN_CLIP) ? WeightNames.rewritten(this, name -> name) : Map.of();
    }

    @Override
    public int visualTokens(int featureTokens) {
        return latents;
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Weights weights = new Weights(parameters);
        Value seen = norm(POOL + "ln_k", visionWidth).apply(features, weights);
        Value query = norm(POOL + "ln_q", width).apply(weights.get(QUERY), weights);
        Value pooled = heads.attend(
                projected("q", 0, query.unsqueeze(0), weights),
                projected("k", 1, seen, weights),
                projected("v", 2, seen, weights),
                null);
        return norm("visual.ln_post", width).apply(output().apply(pooled, weights), weights);
    }

    /** PyTorch keeps three matrices where queries and keys differ in width and one where they do not; the bias is one always. */
    private Value projected(String part, int index, Value x, Weights weights) {
        Value matrix = visionWidth == width
                ? weights.get(INPUT + "weight").slice((long) index * width, (index + 1L) * width, 0)
                : weights.get(separate(part));
        Value bias = weights.get(INPUT_BIAS).slice((long) index * width, (index + 1L) * width, 0);
        return x.matMulTransposed(matrix).add(bias);
    }

    private static String separate(String part) {
        return POOL + "attn." + part + "_proj_weight";
    }

    private Linear output() {
        return Linear.of(POOL + "attn.out_proj", width, width, Initialization.NORMAL);
    }

    private LayerNorm norm(String name, int size) {
        return new LayerNorm(name, size, epsilon);
    }
}
