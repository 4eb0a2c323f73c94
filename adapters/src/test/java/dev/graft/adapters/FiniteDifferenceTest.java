package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.Session;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
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
        Adapter adapter = new ProjectionAdapter(config);
        Tensor features = normal(random, 2, config.featureTokens(), config.visionWidth());
        Map<String, Tensor> weights = adapter.initialise(seed);
        weights.replaceAll((name, tensor) -> shifted(tensor, normal(random, tensor.shape()), 0.3));
        Tensor lossWeight = normal(random, 2, adapter.visualTokens(config.featureTokens()), config.languageWidth());

        Map<String, Tensor> point = AdapterRun.feeds(features, weights, lossWeight);
        Map<String, Tensor> direction = new LinkedHashMap<>();
        point.forEach((name, tensor) -> direction.put(name, normal(random, tensor.shape())));
        direction.put("loss_weight", Tensor.allocate(ElementType.FLOAT, lossWeight.shape()));

        double slope = 0;
        double size = 0;
        Map<String, Tensor> gradients = AdapterRun.withGradients(adapter, features, weights, lossWeight);
        for (Map.Entry<String, Tensor> entry : direction.entrySet()) {
            if (gradients.containsKey(entry.getKey())) {
                Tensor gradient = gradients.get(entry.getKey());
                slope += dot(gradient, entry.getValue());
                size += dot(gradient, gradient);
            }
        }
        try (Session session = AdapterRun.open(adapter, features, weights, lossWeight)) {
            double near = loss(session, point, direction, STEP) - loss(session, point, direction, -STEP);
            double far = loss(session, point, direction, 2 * STEP) - loss(session, point, direction, -2 * STEP);
            assertEquals((8 * near - far) / (12 * STEP), slope, 2e-3 * Math.sqrt(size), "seed " + seed + ", " + config);
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
