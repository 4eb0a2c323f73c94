package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** {@code y = tanh(x · V + b) · Wᵀ}, V as MatMul reads it, W as a tied embedding is read, and its gradient for {@code dy}. */
record TwoLayers(Tensor first, Tensor bias, Tensor second, Tensor x, Tensor dy) {
    static final int WIDTH = 256;
    private static final int HIDDEN = 320;
    private static final int OUT = 264;
    private static final int ROWS = 24;

    static TwoLayers random(long seed) {
        Random random = new Random(seed);
        return new TwoLayers(
                normal(random, 0.05, WIDTH, HIDDEN),
                normal(random, 0.1, HIDDEN),
                normal(random, 0.05, OUT, HIDDEN),
                normal(random, 1, 2, ROWS, WIDTH),
                normal(random, 1, 2, ROWS, OUT));
    }

    TwoLayers withMatrices(Tensor newFirst, Tensor newSecond) {
        return new TwoLayers(newFirst, bias, newSecond, x, dy);
    }

    static Tensor normal(Random random, double deviation, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) (deviation * random.nextGaussian()));
        }
        return tensor;
    }

    /** The graph of {@code y} and {@code dx}. */
    Graph graph() {
        return graph(Constant.of(first), Constant.of(second));
    }

    Graph graph(Constant firstMatrix, Constant secondMatrix) {
        GraphBuilder g = new GraphBuilder("two layers");
        Value input = g.input("x", ElementType.FLOAT, 2, ROWS, WIDTH);
        Value hidden = input.matMul(g.constant("V", firstMatrix))
                .add(g.constant("b", Constant.of(bias)))
                .tanh();
        g.output("y", hidden.matMulTransposed(g.constant("W", secondMatrix)));
        TypedGraph forward = Specialization.of(g.build(), Map.of("x", x.shape()));
        GraphBuilder both = forward.toBuilder();
        Value seed = both.input("dy", ElementType.FLOAT, 2, ROWS, OUT);
        Value gradient = Gradients.append(both, forward.graph(), forward.types(), Map.of("y", seed), List.of("x"))
                .get("x");
        both.scope("").output("dx", gradient);
        return both.build();
    }

    /** {@code y} and {@code dx} in a precision. */
    Map<String, float[]> run(Precision precision, Path cache) {
        return run(graph(), SessionConfig.DEFAULT.withPrecision(precision).withCache(cache));
    }

    Map<String, float[]> run(Graph graph, SessionConfig config) {
        try (Session session = Session.open(graph, config)) {
            Map<String, float[]> results = new LinkedHashMap<>();
            session.run(Map.of("x", x, "dy", dy)).forEach((name, tensor) -> results.put(name, tensor.toFloatArray()));
            return results;
        }
    }
}
