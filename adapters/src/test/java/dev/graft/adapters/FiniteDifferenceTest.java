package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.graft.adapters.block.Activation;
import dev.graft.adapters.block.Initialization;
import dev.graft.adapters.block.LayerNorms;
import dev.graft.adapters.perceiver.Idefics2Spec;
import dev.graft.adapters.perceiver.PerceiverSpec;
import dev.graft.adapters.perceiver.ResamplerSpec;
import dev.graft.adapters.projection.ProjectionAdapter;
import dev.graft.adapters.projection.ProjectionConfig;
import dev.graft.adapters.projection.TokenReduction;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters of random settings: the gradient along a random direction against central differences. */
class FiniteDifferenceTest {
    private static final double STEP = 3e-3;

    /** Of the gradient's length. */
    private static final double TOLERANCE = 2e-3;

    static long[] seeds() {
        return LongStream.range(0, 30).toArray();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gradientIsTheSlope(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ProjectionConfig config = config(random);
        check(
                new ProjectionAdapter(config),
                config.featureTokens(),
                config.visionWidth(),
                config.languageWidth(),
                random);
    }

    /** Those with a transformer; not the mappers, whose ReLU has a kink. */
    @ParameterizedTest
    @MethodSource("seeds")
    void gradientOfTransformersIsTheSlope(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int heads = 1 + random.nextInt(2);
        int width = 4 * heads * (1 + random.nextInt(2));
        int visionWidth = 2 + random.nextInt(5);
        int rows = 1 + random.nextInt(3);
        int columns = 1 + random.nextInt(3);
        List<AdapterSpec> specs = List.of(
                new ResamplerSpec("2x" + columns, rows + "x" + columns, heads, 0.1),
                new PerceiverSpec(1 + random.nextInt(3), 2, heads, 3, 2, true, 0.1),
                new PerceiverSpec(1 + random.nextInt(3), 2, heads, 3, 2, false, 0.1),
                new Idefics2Spec(1 + random.nextInt(3), 2, 2 * heads, heads, 3, 5, 0.1),
                new QFormerSpec(
                        1 + random.nextInt(3),
                        3,
                        width,
                        heads,
                        5,
                        2,
                        0,
                        4,
                        random.nextBoolean(),
                        false,
                        random.nextBoolean(),
                        0.1,
                        0.1,
                        0),
                new QFormerSpec(
                        1 + random.nextInt(3),
                        2,
                        width,
                        heads,
                        5,
                        1,
                        0,
                        4,
                        random.nextBoolean(),
                        true,
                        random.nextBoolean(),
                        0.1,
                        0.1,
                        0));
        AdapterSpec spec = specs.get((int) (seed % specs.size()));
        boolean same = spec instanceof PerceiverSpec perceiver && !perceiver.projectFeatures();
        int features = same ? width : visionWidth;
        check(spec.create(features, rows * columns, width), rows * columns, features, width, random);
    }

    /** Small settings of every kind on the path; one without is told by this test. */
    private static final Map<String, Small> SMALL = and(
            "residual",
            new Small(Map.of("hidden_width", 3, "activation", "gelu"), 6, 5, 6),
            "attentional_pooler",
            new Small(Map.of("latents", 2, "heads", 2, "norm_epsilon", 0.1), 5, 4, 6),
            "patch_merger",
            new Small(Map.of("hidden_width", 7, "norm_epsilon", 0.1), 5, 4, 6),
            "mistral3_projector",
            new Small(Map.of("norm_epsilon", 0.1, "bias", true), 5, 4, 6),
            "pooled_projection",
            new Small(Map.of("side", 2, "norm_epsilon", 0.1), 5, 16, 6),
            "gated_mlp",
            new Small(Map.of("hidden_width", 6, "norm_epsilon", 0.1), 5, 16, 6),
            "linear",
            new Small(Map.of("tokens", 2), 5, 4, 6),
            "mlp",
            new Small(Map.of("hidden_layers", 2, "hidden_width", 7, "norm_epsilon", 0.1), 5, 4, 6),
            "qformer",
            new Small(
                    Map.of("queries", 2, "layers", 2, "width", 4, "heads", 2, "feed_forward", 5, "norm_epsilon", 0.1),
                    5,
                    4,
                    6),
            "qwen_resampler",
            new Small(Map.of("query_grid", "2x1", "heads", 2, "norm_epsilon", 0.1), 5, 4, 8),
            "perceiver",
            new Small(Map.of("latents", 2, "layers", 2, "heads", 2, "head_width", 3, "norm_epsilon", 0.1), 5, 4, 6),
            "idefics2_perceiver",
            new Small(
                    Map.of(
                            "latents",
                            2,
                            "layers",
                            2,
                            "heads",
                            2,
                            "key_heads",
                            1,
                            "head_width",
                            3,
                            "hidden_width",
                            5,
                            "norm_epsilon",
                            0.1),
                    5,
                    4,
                    6),
            "clipcap",
            new Small(Map.of("tokens", 2, "vectors", 2, "layers", 2, "heads", 2), 5, 1, 6),
            "mapl",
            new Small(Map.of("tokens", 2, "width", 6, "layers", 2, "heads", 2), 5, 4, 8),
            "nf_resnet",
            new Small(Map.of("stages", "1x8", "stem", "3x3", "stem_width", 4, "tokens", 1), 3, 36, 5),
            "scale",
            new Small(Map.of(), 5, 4, 5));

    /** ReLU has no slope at its kink, which a difference may straddle: there it is near, not equal. */
    private static final Map<String, Double> KINKED = Map.of("clipcap", 5e-2, "mapl", 5e-2, "nf_resnet", 5e-2);

    private static Map<String, Small> and(String kind, Small settings, Object... others) {
        Map<String, Small> all = new HashMap<>(Map.of(kind, settings));
        for (int i = 0; i < others.length; i += 2) {
            all.put((String) others[i], (Small) others[i + 1]);
        }
        return all;
    }

    private record Small(Map<String, ?> settings, int visionWidth, int featureTokens, int languageWidth) {}

    static Set<String> kinds() {
        return AdapterSpec.kinds().keySet();
    }

    /** What every adapter must hold, whoever wrote it. */
    @ParameterizedTest
    @MethodSource("kinds")
    void gradientOfEveryKindIsTheSlope(String kind) {
        Small small = SMALL.get(kind);
        assertNotNull(small, "small settings of the kind " + kind);
        Adapter adapter = AdapterSpec.kinds()
                .get(kind)
                .with(small.settings)
                .create(small.visionWidth, small.featureTokens, small.languageWidth);
        for (long seed = 0; seed < 5; seed++) {
            check(
                    adapter,
                    small.featureTokens,
                    small.visionWidth,
                    small.languageWidth,
                    new SplittableRandom(seed),
                    KINKED.getOrDefault(kind, TOLERANCE));
        }
    }

    private static void check(
            Adapter adapter, int featureTokens, int visionWidth, int languageWidth, SplittableRandom random) {
        check(adapter, featureTokens, visionWidth, languageWidth, random, TOLERANCE);
    }

    private static void check(
            Adapter adapter,
            int featureTokens,
            int visionWidth,
            int languageWidth,
            SplittableRandom random,
            double tolerance) {
        Tensor features = normal(random, 2, featureTokens, visionWidth);
        Map<String, Tensor> weights = adapter.initialise(random.nextLong());
        weights.replaceAll((name, tensor) -> shifted(tensor, normal(random, tensor.shape()), 0.3));
        Tensor lossWeight = normal(random, 2, adapter.visualTokens(featureTokens), languageWidth);

        Map<String, Tensor> point = AdapterRun.feeds(features, weights, lossWeight);
        Map<String, Tensor> gradients = AdapterRun.withGradients(adapter, features, weights, lossWeight);
        Map<String, Tensor> direction = new LinkedHashMap<>();
        double slope = 0;
        double size = 0;
        for (Map.Entry<String, Tensor> entry : point.entrySet()) {
            Tensor along = normal(random, entry.getValue().shape());
            Tensor gradient = gradients.get(entry.getKey());
            if (gradient == null) {
                along = Tensor.allocate(ElementType.FLOAT, along.shape());
            } else {
                slope += dot(gradient, along);
                size += dot(gradient, gradient);
            }
            direction.put(entry.getKey(), along);
        }
        try (Session session = AdapterRun.open(adapter, features, weights, lossWeight)) {
            double near = loss(session, point, direction, STEP) - loss(session, point, direction, -STEP);
            double far = loss(session, point, direction, 2 * STEP) - loss(session, point, direction, -2 * STEP);
            assertEquals((8 * near - far) / (12 * STEP), slope, tolerance * Math.sqrt(size), adapter.toString());
        }
    }

    private static ProjectionConfig config(SplittableRandom random) {
        int factor = 1 + random.nextInt(3);
        TokenReduction.Kind kind = TokenReduction.Kind.values()[random.nextInt(5)];
        boolean factored = kind != TokenReduction.Kind.NONE && kind != TokenReduction.Kind.MEAN;
        int side = factor * (1 + random.nextInt(2));
        // ReLU has no slope at its kink, which a difference may straddle.
        Activation[] smooth = {Activation.GELU, Activation.GELU_TANH, Activation.SILU};
        return new ProjectionConfig(
                2 + random.nextInt(5),
                side * side,
                2 + random.nextInt(5),
                new TokenReduction(kind, factored ? factor : 1),
                1 + random.nextInt(3),
                random.nextInt(3),
                1 + random.nextInt(6),
                smooth[random.nextInt(smooth.length)],
                random.nextBoolean(),
                new LayerNorms(random.nextBoolean(), random.nextBoolean(), 0.1f),
                Initialization.XAVIER);
    }

    /** The loss in double precision, at a point moved along a direction. */
    private static double loss(Session session, Map<String, Tensor> point, Map<String, Tensor> direction, double step) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        point.forEach((name, tensor) -> moved.put(name, shifted(tensor, direction.get(name), step)));
        return dot(session.run(moved).get(AdapterRun.OUTPUT), point.get("loss_weight"));
    }

    private static Tensor shifted(Tensor tensor, Tensor direction, double step) {
        float[] values = tensor.toFloatArray();
        float[] steps = direction.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (step * steps[i]);
        }
        return Tensor.of(values, tensor.shape());
    }

    private static double dot(Tensor a, Tensor b) {
        FloatBuffer left = a.floats();
        FloatBuffer right = b.floats();
        double sum = 0;
        while (left.hasRemaining()) {
            sum += (double) left.get() * right.get();
        }
        return sum;
    }

    private static Tensor normal(SplittableRandom random, long... shape) {
        float[] values = new float[(int) Tensor.elementCount(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }
}
