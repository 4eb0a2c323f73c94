package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.ValueMemory;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Values that the backward pass computes a second time, in what the runtime runs: were the nodes that make them wait seen through,
 * it would merge them with the first ones or run them early, and nothing but the memory would tell.
 */
class KeptRecomputationTest {
    private static final int LAYERS = 16;
    private static final int ROWS = 64;
    private static final int NARROW = 16;
    private static final int WIDE = 256;
    private static final long WIDE_BYTES = (long) ROWS * WIDE * Float.BYTES;

    @TempDir
    private Path folder;

    private final Random random = new Random(6);

    private Value matrix(GraphBuilder g, int rows, int columns) {
        Tensor matrix = Tensor.allocate(ElementType.FLOAT, rows, columns);
        for (int i = 0; i < matrix.size(); i++) {
            matrix.floats().put(i, (float) (0.1 * random.nextGaussian()));
        }
        return g.constant(matrix);
    }

    private Graph trained(Recomputation recomputation) {
        GraphBuilder forward = new GraphBuilder("layers");
        Value x = forward.input("x", ElementType.FLOAT, ROWS, NARROW);
        for (int layer = 0; layer < LAYERS; layer++) {
            Value wide = x.matMul(matrix(forward, NARROW, WIDE)).tanh();
            x = x.add(wide.multiply(wide.sigmoid()).matMul(matrix(forward, WIDE, NARROW)));
        }
        forward.output("y", x.square().sumAll());
        TypedGraph typed = Specialization.of(forward.build(), Map.of("x", new long[] {ROWS, NARROW}));
        GraphBuilder g = typed.toBuilder();
        g.output(
                "dx",
                Gradients.append(g, typed.graph(), typed.types(), "y", List.of("x"), recomputation)
                        .get("x"));
        return g.build().pruned();
    }

    private Graph optimized(Recomputation recomputation) {
        SessionConfig config = SessionConfig.DEFAULT.withFusing(false).withPrepack(false);
        return OptimizedGraph.of(trained(recomputation), config, folder);
    }

    private static long peak(Graph graph) {
        return ValueMemory.peak(graph, TypeInference.infer(graph));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHEAP", "ALL"})
    void theRuntimeDoesNotUndoIt(Recomputation recomputation) {
        Graph held = optimized(Recomputation.NONE);
        Graph again = optimized(recomputation);
        assertEquals(LAYERS, OptimizedGraph.count(held, "Tanh"));
        assertTrue(OptimizedGraph.count(again, "Tanh") > 1.5 * LAYERS, "few are computed again");
        assertTrue(peak(held) > 2 * LAYERS * WIDE_BYTES, () -> "of " + WIDE_BYTES + ": " + peak(held));
        assertTrue(peak(again) < 0.7 * peak(held), () -> peak(again) + " of " + peak(held));
    }
}
