package dev.graft.adapters;

import dev.graft.graph.ElementType;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Tensor;
import dev.graft.graph.Value;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Projects feature vectors into the language model's space by one linear layer or several: Frozen's visual prefix,
 * MiniGPT-4's {@code llama_proj}, LLaVA's {@code multi_modal_projector}.
 *
 * <p>References: Tsimpoukelli et al. 2021, arXiv:2106.13884; Zhu et al. 2023, arXiv:2304.10592; Liu et al. 2023,
 * arXiv:2310.03744.
 */
public record ProjectionAdapter(ProjectionConfig config) implements Adapter {
    @Override
    public Map<String, long[]> parameterShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (config.norms().input()) {
            addNorm(shapes, ProjectionNames.INPUT_NORM, config.inputWidth());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ProjectionNames.layer(config, layer);
            shapes.put(name + ".weight", new long[] {config.outWidth(layer), config.inWidth(layer)});
            if (config.bias()) {
                shapes.put(name + ".bias", new long[] {config.outWidth(layer)});
            }
        }
        if (config.norms().output()) {
            addNorm(shapes, ProjectionNames.OUTPUT_NORM, config.languageWidth());
        }
        return shapes;
    }

    private static void addNorm(Map<String, long[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        return ProjectionNames.of(convention, config);
    }

    @Override
    public Map<String, Tensor> initialise(long seed) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        // What no layer fills below is a normalisation: scale 1, shift 0.
        parameterShapes().forEach((name, shape) -> weights.put(name, filled(name.endsWith(".weight") ? 1 : 0, shape)));
        for (int layer = 0; layer < config.layers(); layer++) {
            boolean last = layer == config.layers() - 1;
            Initialization scheme =
                    last ? config.initialization() : config.initialization().beforeLast();
            String weight = ProjectionNames.layer(config, layer) + ".weight";
            String bias = ProjectionNames.layer(config, layer) + ".bias";
            weights.put(weight, scheme.weight(seed, weight, config.outWidth(layer), config.inWidth(layer)));
            if (config.bias()) {
                weights.put(bias, scheme.bias(seed, bias, config.outWidth(layer), config.inWidth(layer)));
            }
        }
        return weights;
    }

    @Override
    public int visualTokens(int featureTokens) {
        return Math.multiplyExact(config.reduction().tokens(featureTokens), config.tokens());
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Value x = config.reduction().apply(features, config.featureTokens(), config.visionWidth());
        if (config.norms().input()) {
            x = normalised(x, ProjectionNames.INPUT_NORM, parameters);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            if (layer > 0) {
                x = config.activation().apply(x);
            }
            x = projected(x, ProjectionNames.layer(config, layer), parameters);
        }
        if (config.tokens() > 1) {
            x = x.reshape(-1, visualTokens(config.featureTokens()), config.languageWidth());
        }
        return config.norms().output() ? normalised(x, ProjectionNames.OUTPUT_NORM, parameters) : x;
    }

    private Value projected(Value x, String layer, Map<String, Value> parameters) {
        Value product = x.matMulTransposed(parameter(layer + ".weight", parameters));
        return config.bias() ? product.add(parameter(layer + ".bias", parameters)) : product;
    }

    private Value normalised(Value x, String norm, Map<String, Value> parameters) {
        return x.layerNorm(
                parameter(norm + ".weight", parameters),
                parameter(norm + ".bias", parameters),
                config.norms().epsilon());
    }

    private static Value parameter(String name, Map<String, Value> parameters) {
        Value value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the adapter needs the parameter '" + name + "', given are " + parameters.keySet());
        }
        return value;
    }

    private static Tensor filled(float value, long[] shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (FloatBuffer values = tensor.floats(); values.hasRemaining(); ) {
            values.put(value);
        }
        return tensor;
    }
}
