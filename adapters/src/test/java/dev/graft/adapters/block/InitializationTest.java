package dev.graft.adapters.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.mapper.MapperSpec;
import dev.graft.adapters.perceiver.PerceiverSpec;
import dev.graft.adapters.perceiver.ResamplerSpec;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class InitializationTest {
    private static final int IN = 200;
    private static final int OUT = 300;
    private static final String WEIGHT = "multi_modal_projector.linear_1.weight";
    private static final String BIAS = "multi_modal_projector.linear_1.bias";
    private static final String LAST = "multi_modal_projector.linear_2.weight";

    private static final float[] PINNED_PYTORCH = {-0.05907127f, 0.27112898f, 0.045309078f, -0.017283063f};
    private static final float[] PINNED_NORMAL = {0.0028549202f, -0.024962049f, -0.022946209f, 0.007699128f};

    @Test
    void pytorchIsUniformWithinTheInverseRootOfTheInputWidth() {
        double bound = 1 / Math.sqrt(IN);
        Map<String, Tensor> weights = weights("pytorch", 1);
        assertUniform(weights.get(WEIGHT), bound);
        assertUniform(weights.get(BIAS), bound);
        assertUniform(weights.get(LAST), 1 / Math.sqrt(OUT));
    }

    @Test
    void xavierIsUniformByBothWidths() {
        Map<String, Tensor> weights = weights("xavier", 1);
        assertUniform(weights.get(WEIGHT), Math.sqrt(6.0 / (IN + OUT)));
        assertArrayEquals(new float[OUT], weights.get(BIAS).toFloatArray());
    }

    @Test
    void normalHasADeviationOfOneFiftieth() {
        Map<String, Tensor> weights = weights("normal", 1);
        assertNormal(weights.get(WEIGHT), 0.02);
        assertArrayEquals(new float[OUT], weights.get(BIAS).toFloatArray());
    }

    @Test
    void zeroLastStartsWithTokensOfZero() {
        Map<String, Tensor> weights = weights("zero_last", 1);
        assertUniform(weights.get(WEIGHT), 1 / Math.sqrt(IN));
        assertArrayEquals(new float[OUT * 10], weights.get(LAST).toFloatArray());
        assertArrayEquals(
                new float[10],
                weights.get("multi_modal_projector.linear_2.bias").toFloatArray());
    }

    @Test
    void normalisationsStartAsTheIdentity() {
        Adapter adapter =
                AdapterSpec.of(Map.of("input_norm", true, "output_norm", true)).create(3, 4, 2);
        Map<String, Tensor> weights = adapter.initialise(7);
        assertArrayEquals(
                new float[] {1, 1, 1}, weights.get("input_norm.weight").toFloatArray());
        assertArrayEquals(new float[3], weights.get("input_norm.bias").toFloatArray());
        assertArrayEquals(new float[] {1, 1}, weights.get("output_norm.weight").toFloatArray());
    }

    /** The schemes of the published systems. */
    @Test
    void transformersStartAsPublished() {
        Map<String, Tensor> qwen =
                new ResamplerSpec("12", "", 4, 1e-6).create(100, 144, 64).initialise(1);
        String pool = "transformer.visual.attn_pool.";
        assertNormal(qwen.get(pool + "query"), 0.02);
        assertNormal(qwen.get(pool + "kv_proj.weight"), 0.02);
        assertUniform(qwen.get(pool + "attn.in_proj_weight"), Math.sqrt(6.0 / (4 * 64)));
        assertNormal(qwen.get(pool + "attn.out_proj.weight"), 0.02);
        assertNormal(qwen.get("transformer.visual.proj"), 1 / 8.0);

        Map<String, Tensor> qFormer = new QFormerSpec(32, 1, 64, 4, 128, 2, 0, 8, true, true, false, 1e-5, 1e-12, 0)
                .create(40, 9, 96)
                .initialise(1);
        assertNormal(qFormer.get("query_tokens"), 0.02);
        double narrow = 0.02 * Math.sqrt(12); // BERT's is 12 times as wide
        assertNormal(qFormer.get("qformer.encoder.layer.0.crossattention.attention.key.weight"), narrow);
        Map<String, Tensor> wide = new QFormerSpec(32, 1, 768, 12, 128, 2, 0, 8, true, true, false, 1e-5, 1e-12, 0)
                .create(40, 9, 96)
                .initialise(1);
        assertNormal(wide.get("qformer.encoder.layer.0.crossattention.attention.key.weight"), 0.02);
        assertArrayEquals(
                new float[128],
                qFormer.get("qformer.encoder.layer.0.intermediate_query.dense.bias")
                        .toFloatArray());
        assertUniform(qFormer.get("language_projection.weight"), 1 / 8.0);

        Map<String, Tensor> perceiver =
                new PerceiverSpec(32, 1, 2, 32, 4, true, 1e-5).create(50, 9, 64).initialise(1);
        assertNormal(perceiver.get("latents"), 1);
        assertUniform(perceiver.get("layers.0.0.to_kv.weight"), 1 / 8.0);
        assertUniform(perceiver.get("layers.0.1.3.weight"), 1 / 16.0);

        Map<String, Tensor> mapl =
                new MapperSpec("mapl", 32, 1, 64, 1, 8, 2).create(50, 9, 96).initialise(1);
        assertNormal(mapl.get("const"), 1);
        assertUniform(mapl.get("transformer.layers.0.self_attn.in_proj_weight"), Math.sqrt(6.0 / (4 * 64)));
        assertArrayEquals(
                new float[64],
                mapl.get("transformer.layers.0.self_attn.out_proj.bias").toFloatArray());
    }

    /** As timm: He's normal distribution without the factor of a nonlinearity; each block starts as its shortcut. */
    @Test
    void residualNetworksStartAsPublished() {
        Map<String, Tensor> weights = AdapterSpec.of(Map.of("kind", "nf_resnet", "stages", "1x128"))
                .create(3, 64, 64)
                .initialise(1);
        assertNormal(weights.get("stem.conv.weight"), 1 / Math.sqrt(3 * 49));
        assertNormal(weights.get("stages.0.0.conv2.weight"), 1 / Math.sqrt(32 * 9));
        assertNormal(weights.get("stages.0.0.conv3.weight"), 1 / Math.sqrt(32));
        assertConstant(0, weights.get("stages.0.0.conv1.bias"));
        assertConstant(1, weights.get("stages.0.0.conv2.gain"));
        assertConstant(1, weights.get("stages.0.0.downsample.conv.gain"));
        assertConstant(0, weights.get("stages.0.0.conv3.gain"));
        assertUniform(weights.get("llama_proj.weight"), 1 / Math.sqrt(128));
    }

    private static void assertConstant(float expected, Tensor tensor) {
        for (float value : tensor.toFloatArray()) {
            assertEquals(expected, value);
        }
    }

    /** Counted in the published models. */
    @Test
    void asManyParametersAsPublished() {
        AdapterSpec blip2 = AdapterSpec.of(Map.of("kind", "qformer", "vision_norm", true));
        assertEquals(107_133_696, elements(blip2.create(1408, 257, 2560), ""));
        assertEquals(108_314_880, elements(blip2.create(1408, 257, 4096), ""));
        Adapter qwen = AdapterSpec.of(Map.of("kind", "qwen_resampler")).create(1664, 1024, 4096);
        assertEquals(76_054_528, elements(qwen, "transformer.visual.attn_pool."));
        Adapter miniGpt4 = AdapterSpec.of(Map.of("kind", "linear")).create(768, 32, 4096);
        assertEquals(3_149_824, elements(miniGpt4, ""));
    }

    private static long elements(Adapter adapter, String prefix) {
        return adapter.parameters().stream()
                .filter(parameter -> parameter.name().startsWith(prefix))
                .mapToLong(parameter -> Tensor.elementCount(parameter.shape()))
                .sum();
    }

    @Test
    void seedAndNameDecide() {
        float[] first = weights("normal", 1).get(WEIGHT).toFloatArray();
        assertArrayEquals(first, weights("normal", 1).get(WEIGHT).toFloatArray());
        assertFalse(Arrays.equals(first, weights("normal", 2).get(WEIGHT).toFloatArray()));
        assertFalse(Arrays.equals(
                Initialization.PYTORCH.weight(2, 2).tensor(1, "a", 2, 2).toFloatArray(),
                Initialization.PYTORCH.weight(2, 2).tensor(1, "b", 2, 2).toFloatArray()));
        assertUncorrelated(first, weights("normal", 2).get(WEIGHT).toFloatArray());
    }

    /** A run must be repeatable with a later version, too. */
    @Test
    void numbersStayAsTheyAre() {
        assertArrayEquals(
                PINNED_PYTORCH,
                Initialization.PYTORCH
                        .weight(1, 4)
                        .tensor(42, "llama_proj.weight", 1, 4)
                        .toFloatArray());
        assertArrayEquals(
                PINNED_NORMAL,
                Initialization.NORMAL
                        .weight(1, 4)
                        .tensor(42, "llama_proj.weight", 1, 4)
                        .toFloatArray());
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> Initialization.of("kaiming"));
        assertEquals(
                "unknown initialisation 'kaiming'; there is [pytorch, normal, xavier, zero_last]", error.getMessage());
    }

    private static Map<String, Tensor> weights(String scheme, long seed) {
        return AdapterSpec.of(Map.of("initialization", scheme, "hidden_width", OUT))
                .create(IN, 1, 10)
                .initialise(seed);
    }

    private static void assertUniform(Tensor tensor, double bound) {
        for (float value : tensor.toFloatArray()) {
            assertTrue(Math.abs(value) <= (float) bound, value + " beyond " + bound);
        }
        assertDistribution(tensor, x -> (x + bound) / (2 * bound));
    }

    private static void assertNormal(Tensor tensor, double deviation) {
        // The logistic approximation of the normal distribution function is within 0.0002 (Bowling et al. 2009).
        assertDistribution(tensor, x -> {
            double z = x / deviation;
            return 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));
        });
    }

    /** Kolmogorov and Smirnov's test at the level of one in a million. */
    private static void assertDistribution(Tensor tensor, DoubleUnaryOperator distribution) {
        float[] values = tensor.toFloatArray();
        Arrays.sort(values);
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            double expected = distribution.applyAsDouble(values[i]);
            largest = Math.max(largest, Math.abs((i + 1.0) / values.length - expected));
            largest = Math.max(largest, Math.abs((double) i / values.length - expected));
        }
        double limit = Math.sqrt(-0.5 * Math.log(1e-6 / 2) / values.length);
        assertTrue(largest < limit + 0.0002, "distance " + largest + ", at most " + limit);
    }

    private static void assertUncorrelated(float[] first, float[] second) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < first.length; i++) {
            product += first[i] * second[i];
            squares += first[i] * first[i];
        }
        assertTrue(Math.abs(product / squares) < 5 / Math.sqrt(first.length), "correlation " + product / squares);
    }
}
