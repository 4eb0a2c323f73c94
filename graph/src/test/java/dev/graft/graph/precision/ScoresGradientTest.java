package dev.graft.graph.precision;

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

class ScoresGradientTest {
    @TempDir
    private Path cache;

    /** One number for the target of each row, and many that are each less than a step of it, but not their sum. */
    @Test
    void theGradientOfTheScoresOfAVocabularyKeepsThatOfTheOtherTokens() {
        int vocabulary = FrozenProducts.LONGEST_IN_ONE_PART + 100;
        Tensor table = TwoLayers.normal(new Random(5), 0.2, vocabulary, 128);
        for (int i = 0; i < table.size(); i++) {
            table.floats().put(i, table.floats().get(i) + (i % 3 == 0 ? 0.3f : -0.1f));
        }
        Tensor dy = Tensor.allocate(ElementType.FLOAT, 4, vocabulary);
        for (int i = 0; i < dy.size(); i++) {
            dy.floats().put(i, 1f / vocabulary - (i % vocabulary == 17 * (i / vocabulary) ? 1 : 0));
        }
        GraphBuilder g = new GraphBuilder("scores");
        Value x = g.input("x", ElementType.FLOAT, 4, 128);
        g.output("y", x.matMulTransposed(g.constant("table", Constant.of(table))));
        TypedGraph forward = Specialization.of(g.build(), Map.of());
        GraphBuilder both = forward.toBuilder();
        Value seed = both.input("dy", ElementType.FLOAT, 4, vocabulary);
        Value gradient = Gradients.append(both, forward.graph(), forward.types(), Map.of("y", seed), List.of("x"))
                .get("x");
        both.scope("").output("dx", gradient);
        Graph graph = both.build();
        Map<Precision, float[]> found = new HashMap<>();
        for (Precision precision : List.of(Precision.FLOAT32, Precision.INT8)) {
            SessionConfig config =
                    SessionConfig.DEFAULT.withPrecision(precision).withCache(cache);
            try (Session session = Session.open(graph, config)) {
                found.put(
                        precision,
                        session.run(Map.of("x", Tensor.allocate(ElementType.FLOAT, 4, 128), "dy", dy))
                                .get("dx")
                                .toFloatArray());
            }
        }
        double error = RelativeError.of(found.get(Precision.FLOAT32), found.get(Precision.INT8));
        assertTrue(error > 0 && error < 0.02, "off by " + error);
    }
}
