package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoresGradientTest {
    private static final int WIDTH = 256;
    private static final int ROWS = 4;

    @TempDir
    private Path cache;

    /** One number for the target of each row, and many that are each less than a step of it, but not their sum. */
    @ParameterizedTest
    @CsvSource({"300, 1", "3000, 1", "10000, 1", "3000, 0.5"})
    void theGradientOfTheScoresOfAVocabularyKeepsThatOfTheOtherTokens(int vocabulary, double scale) {
        Tensor table = TwoLayers.normal(new Random(5), 0.05, vocabulary, WIDTH);
        for (int i = 0; i < table.size(); i++) {
            table.floats().put(i, table.floats().get(i) + (i % 3 == 0 ? 0.3f : -0.1f));
        }
        Tensor x = TwoLayers.normal(new Random(6), 0.1, ROWS, WIDTH);
        Graph graph = gradient(table, scale);
        Map<Precision, float[]> found = new HashMap<>();
        for (Precision precision : List.of(Precision.FLOAT32, Precision.INT8)) {
            SessionConfig config =
                    SessionConfig.DEFAULT.withPrecision(precision).withCache(cache);
            try (Session session = Session.open(graph, config)) {
                found.put(precision, session.run(Map.of("x", x)).get("dx").toFloatArray());
            }
        }
        double error = RelativeError.of(found.get(Precision.FLOAT32), found.get(Precision.INT8));
        assertTrue(error > 0 && error < 0.02, "off by " + error);
    }

    /** {@code Σ log softmax(scale · x · tableᵀ)[0]} and its gradient. */
    private static Graph gradient(Tensor table, double scale) {
        GraphBuilder g = new GraphBuilder("scores");
        Value scores = g.input("x", ElementType.FLOAT, ROWS, WIDTH)
                .matMulTransposed(g.constant("table", Constant.of(table)))
                .multiply(scale);
        g.output("y", scores.logSoftmax(-1).slice(0, 1, 1).sumAll());
        TypedGraph forward = Specialization.of(g.build(), Map.of());
        GraphBuilder both = forward.toBuilder();
        Value seed = both.scalar(ElementType.FLOAT, 1);
        Value gradient = Gradients.append(both, forward.graph(), forward.types(), Map.of("y", seed), List.of("x"))
                .get("x");
        both.scope("").output("dx", gradient);
        return both.build();
    }

    /** The gradient that comes out of it is of the products before, and so are those of attention. */
    @Test
    void onlyTheScoresAreTheSoftmaxsOwn() {
        GraphBuilder g = new GraphBuilder("attention");
        Value x = g.input("x", ElementType.FLOAT, ROWS, WIDTH);
        Value p = x.matMulTransposed(x).softmax(-1);
        Value bent = p.multiply(2).tanh();
        g.output("y", bent.matMul(x).add(x));
        Scores scores = new Scores(g.build());
        assertTrue(scores.gradient(bent.name()));
        assertFalse(scores.gradient("y"));
        assertFalse(scores.gradient("x"));
    }
}
