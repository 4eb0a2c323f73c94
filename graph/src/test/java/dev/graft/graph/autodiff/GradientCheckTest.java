package dev.graft.graph.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static final int WIDTH = 12;

    @Test
    void rightGradientsAgree() {
        GradientCheck check = check(network(1));
        assertTrue(check.relativeError() < 1e-4, check::toString);
        assertTrue(check.isConclusive());
    }

    @Test
    void errorOfTheGradientIsMeasured() {
        GraphBuilder g = new GraphBuilder("square");
        Value x = g.input("x", ElementType.FLOAT, 1, WIDTH);
        g.output("y", x.square());
        Map<String, Tensor> feeds = Map.of("x", normal(2, 1, WIDTH));
        float[] x0 = feeds.get("x").toFloatArray();
        double[] weights = new double[WIDTH];
        double[] gradient = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            weights[i] = 1 + i;
            gradient[i] = 2 * weights[i] * x0[i] * 1.05;
        }
        try (Session session = Session.open(g.build())) {
            GradientCheck.Function function = new GradientCheck.Function(session, feeds, "y", "x", weights);
            GradientCheck check = GradientCheck.compare(function, gradient, new Random(3));
            assertEquals(0.05, check.relativeError(), 0.04);
        }
    }

    @Test
    void functionLostInRoundingIsInconclusive() {
        assertFalse(check(network(1e-7)).isConclusive());
    }

    private static GradientCheck check(Graph graph) {
        Map<String, Tensor> feeds = Map.of("x", normal(1, 2, WIDTH));
        return GradientCheck.of(graph, feeds, "y", "x", 7, SessionConfig.DEFAULT);
    }

    private static Graph network(double strength) {
        GraphBuilder g = new GraphBuilder("network");
        Value x = g.input("x", ElementType.FLOAT, "batch", WIDTH);
        Value hidden = x.matMul(g.constant(normal(5, WIDTH, 20))).tanh();
        g.output(
                "y",
                hidden.matMul(g.constant(normal(6, 20, 5))).multiply(strength).add(1));
        return g.build();
    }

    private static Tensor normal(long seed, long... shape) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }
}
