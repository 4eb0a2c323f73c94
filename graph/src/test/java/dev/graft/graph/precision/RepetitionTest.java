package dev.graft.graph.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Repetition;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A graph that is repeated against as many runs of it alone: the same bits, in each precision. */
class RepetitionTest {
    private static final int ROUNDS = 5;
    private static final Repetition REPETITION = new Repetition(Set.of("x", "dy"), Map.of("sum_in", "sum_out"));

    @TempDir
    private Path folder;

    private final TwoLayers layers = TwoLayers.random(3);

    /** Beside the layers' results a sum of what their gradient is, {@code sum_out = sum_in + factor · dx}. */
    private Graph withSum(Graph graph) {
        GraphBuilder g = new GraphBuilder("summed");
        Map<String, Value> results = g.include(graph, Map.of());
        Value dx = results.get("dx");
        Value factor = g.input("factor", ElementType.FLOAT);
        Value sum = g.input(
                        "sum_in", ElementType.FLOAT, (Object[]) boxed(layers.x().shape()))
                .add(new Value(g, dx.name(), ElementType.FLOAT).multiply(factor));
        g.output("y", results.get("y"));
        g.output("sum_out", sum);
        return g.build();
    }

    private static Long[] boxed(long[] shape) {
        return Arrays.stream(shape).boxed().toArray(Long[]::new);
    }

    private Constant stored(String name, Tensor matrix) throws IOException {
        byte[] content = new byte[matrix.bytes().remaining()];
        matrix.bytes().get(content);
        return new Constant.Stored(matrix.type(), matrix.shape(), Files.write(folder.resolve(name), content), 0);
    }

    /**
     * In FLOAT16, which sessions on the CPU refuse, it is rounded before it is opened, and without packed weights: the CPU widens
     * the matrices, and packs those that it widens before a run but not those that it widens in each round.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BFLOAT16") // which the CPU does not multiply
    void isThatManyRuns(Precision precision) throws IOException {
        Graph given = withSum(layers.graph(stored("V", layers.first()), Constant.of(layers.second())));
        boolean onCpu = precision != Precision.FLOAT16;
        Graph graph = onCpu ? given : FrozenProducts.in(given, precision, IntegerForm.UNSIGNED, folder);
        SessionConfig config = SessionConfig.DEFAULT
                .withPrepack(onCpu)
                .withPrecision(onCpu ? precision : Precision.FLOAT32)
                .withCache(folder);
        Random random = new Random(1);
        Tensor x = TwoLayers.normal(random, 1, withRounds(layers.x()));
        Tensor dy = TwoLayers.normal(random, 1, withRounds(layers.dy()));
        Tensor start = TwoLayers.normal(random, 1, layers.x().shape());
        Tensor factor = Tensor.scalar(0.5f);
        Map<String, Tensor> found;
        try (Session repeated = Session.open(graph, REPETITION::of, config)) {
            assertEquals(Set.copyOf(graph.inputNames()), repeated.inputNames());
            found = repeated.run(Map.of("x", x, "dy", dy, "sum_in", start, "factor", factor));
        }
        Tensor sum = start;
        try (Session alone = Session.open(graph, config)) {
            for (int i = 0; i < ROUNDS; i++) {
                Map<String, Tensor> feeds = new LinkedHashMap<>(Map.of("sum_in", sum, "factor", factor));
                feeds.put("x", x.rows().get(i));
                feeds.put("dy", dy.rows().get(i));
                Map<String, Tensor> expected = alone.run(feeds);
                sum = expected.get("sum_out");
                assertArrayEquals(
                        expected.get("y").toFloatArray(),
                        found.get("y").rows().get(i).toFloatArray(),
                        "round " + i);
            }
        }
        assertArrayEquals(sum.toFloatArray(), found.get("sum_out").toFloatArray());
        assertTrue(Math.abs(sum.floats().get(0) - start.floats().get(0)) > 1e-4, "the sum grows");
    }

    private static long[] withRounds(Tensor once) {
        long[] shape = new long[once.rank() + 1];
        shape[0] = ROUNDS;
        System.arraycopy(once.shape(), 0, shape, 1, once.rank());
        return shape;
    }

    @Test
    void weightsInFilesStayOutsideWhereTheyAreMapped() throws IOException {
        Graph graph = withSum(layers.graph(stored("V", layers.first()), Constant.of(layers.second())));
        Graph repeated = REPETITION.of(graph);
        assertEquals(
                List.of("Scan"),
                repeated.nodes().stream().map(node -> node.opType()).toList());
        assertEquals(Set.of("V"), repeated.constants().keySet());
        assertEquals(graph.outputNames(), repeated.outputNames());
    }

    @Test
    void operatorSetsThatCudaDoesNotRepeatAreKnown() {
        assertTrue(Repetition.isOnCuda(GraphBuilder.OPSET));
        assertFalse(Repetition.isOnCuda(21));
    }
}
