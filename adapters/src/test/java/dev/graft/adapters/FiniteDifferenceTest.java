package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters of random settings: the gradient along a random direction against central differences. */
class FiniteDifferenceTest {
    private static final double STEP = 3e-3;

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

    private static void check(
            Adapter adapter, int featureTokens, int visionWidth, int languageWidth, SplittableRandom random) {
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
            assertEquals((8 * near - far) / (12 * STEP), slope, 2e-3 * Math.sqrt(size), adapter.toString());
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
