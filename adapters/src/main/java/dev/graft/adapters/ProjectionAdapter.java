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
    private static final String NORM = "input_norm";
    private static final float EPSILON = 1e-5f;

    @Override
    public Map<String, long[]> parameterShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (config.inputNorm()) {
            shapes.put(NORM + ".weight", new long[] {inputWidth()});
            shapes.put(NORM + ".bias", new long[] {inputWidth()});
        }
        for (int layer = 0; layer <= config.hiddenLayers(); layer++) {
            shapes.put(layerName(layer) + ".weight", new long[] {outWidth(layer), inWidth(layer)});
            shapes.put(layerName(layer) + ".bias", new long[] {outWidth(layer)});
        }
        return shapes;
    }

    @Override
    public Map<String, Tensor> initialise(long seed) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        if (config.inputNorm()) {
            weights.put(NORM + ".weight", ones(inputWidth()));
            weights.put(NORM + ".bias", Tensor.allocate(ElementType.FLOAT, inputWidth()));
        }
        for (int layer = 0; layer <= config.hiddenLayers(); layer++) {
            String weight = layerName(layer) + ".weight";
            String bias = layerName(layer) + ".bias";
            weights.put(weight, config.initialization().weight(seed, weight, outWidth(layer), inWidth(layer)));
            weights.put(bias, config.initialization().bias(seed, bias, outWidth(layer), inWidth(layer)));
        }
        return weights;
    }

    @Override
    public int visualTokens(int featureTokens) {
        return config.reduction().tokens(featureTokens) * config.tokens();
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        Value x = config.reduction().apply(features, config.featureTokens(), config.visionWidth());
        if (config.inputNorm()) {
            x = x.layerNorm(parameters.get(NORM + ".weight"), parameters.get(NORM + ".bias"), EPSILON);
        }
        for (int layer = 0; layer <= config.hiddenLayers(); layer++) {
            if (layer > 0) {
                x = config.activation().apply(x);
            }
            x = x.matMulTransposed(parameters.get(layerName(layer) + ".weight"))
                    .add(parameters.get(layerName(layer) + ".bias"));
        }
        return config.tokens() == 1 ? x : x.reshape(-1, visualTokens(config.featureTokens()), config.languageWidth());
    }

    /** MiniGPT-4's name for a single layer, LLaVA's for several. */
    private String layerName(int layer) {
        return config.hiddenLayers() == 0 ? "llama_proj" : "multi_modal_projector.linear_" + (layer + 1);
    }

    private int inputWidth() {
        return config.reduction().width(config.visionWidth());
    }

    private int inWidth(int layer) {
        return layer == 0 ? inputWidth() : config.hiddenWidth();
    }

    private int outWidth(int layer) {
        return layer == config.hiddenLayers() ? config.languageWidth() * config.tokens() : config.hiddenWidth();
    }

    private static Tensor ones(int width) {
        Tensor ones = Tensor.allocate(ElementType.FLOAT, width);
        FloatBuffer values = ones.floats();
        while (values.hasRemaining()) {
            values.put(1);
        }
        return ones;
    }
}
