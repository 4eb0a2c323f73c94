package dev.graft.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are picked as early as nothing else needs the others, and results stay the same. */
class RowSelectionTest {
    private static final int PICKED = 3;
    private static final Map<String, Tensor> FEEDS =
            Map.of("x", random(2, 5, 4), "index", Tensor.of(new long[] {0, 1, 1, 4, 0, 1}, PICKED, 2));

    @Test
    void movesBeforeAFeedForwardLayerAndItsResidual() {
        TypedGraph special = special(x -> {
            Value hidden = mixed(x);
            Value inner = hidden.layerNorm(vector(x, 4), vector(x, 4), 1e-5f);
            return hidden.add(inner.matMul(matrix(x, 4, 8)).tanh().matMul(matrix(x, 8, 4)));
        });
        assertRows(PICKED, special, "MatMul");
        assertRows(PICKED, special, "LayerNormalization");
        assertEquals(1, picks(special), "the residual and the layer read the same rows");
    }

    @Test
    void movesThroughFlattenedRows() {
        TypedGraph special = special(x -> {
            Value flat = mixed(x).reshape(-1, 4);
            Value product = x.builder().op("Gemm", Map.of(), flat, matrix(x, 4, 10), vector(x, 10));
            return product.softmax(1).reshape(2, 5, 10);
        });
        assertRows(PICKED, special, "Gemm");
        assertRows(PICKED, special, "Softmax");
    }

    @Test
    void movesThroughReductionsAndPartsOfRows() {
        TypedGraph special = special(x -> {
            Value hidden = mixed(x);
            Value centred = hidden.subtract(hidden.mean(true, 2));
            List<Value> parts = x.builder()
                    .op("Split", "", Map.of("axis", 2, "num_outputs", 2), List.of(x.type(), x.type()), centred);
            return parts.get(0).multiply(parts.get(1).sigmoid()).concat(2, parts.get(0));
        });
        assertRows(PICKED, special, "Split");
        assertRows(PICKED, special, "ReduceMean");
        assertRows(PICKED, special, "Concat");
    }

    @Test
    void staysBehindWhatOthersRead() {
        GraphBuilder g = new GraphBuilder("g");
        Value hidden = g.input("x", ElementType.FLOAT, 2, 5, 4).matMul(g.constant(random(4, 4)));
        Value index = g.input("index", ElementType.INT64, PICKED, 2);
        g.output("y", g.op("GatherND", Map.of(), hidden.exp(), index));
        g.output("all", hidden);
        TypedGraph special = Specialization.of(g.build(), Map.of());
        assertRows(PICKED, special, "Exp");
        assertRows(10, special, "MatMul");
        assertArrayEquals(run(g.build()), run(special.graph()), 1e-6f);
    }

    /** A weight that is computed may have as many rows as the batch has tokens. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void weightsAreNotRows(int count) {
        GraphBuilder g = new GraphBuilder("g");
        Value hidden = mixed(g.input("x", ElementType.FLOAT, 2, 5, 4)).matMul(g.constant(random(4, 10)));
        Value weight = g.constant(random(10, 7))
                .add(g.input("shift", ElementType.FLOAT))
                .tanh();
        g.output("y", g.op("GatherND", Map.of(), hidden.matMul(weight), g.input("index", ElementType.INT64, count, 2)));
        long[] index = new long[2 * count];
        for (int i = 0; i < count; i++) {
            index[2 * i] = i % 2;
            index[2 * i + 1] = i * 2L % 5;
        }
        Map<String, Tensor> feeds =
                Map.of("x", FEEDS.get("x"), "shift", Tensor.scalar(0.5f), "index", Tensor.of(index, count, 2));
        Graph special = Specialization.of(g.build(), Map.of()).graph();
        assertArrayEquals(run(g.build(), feeds), run(special, feeds), 1e-5f);
    }

    @Test
    void severalSelectionsMayReadTheSameRows() {
        GraphBuilder g = new GraphBuilder("g");
        Value hidden = mixed(g.input("x", ElementType.FLOAT, 2, 5, 4));
        Value first = g.input("index", ElementType.INT64, PICKED, 2);
        Value second = g.input("other", ElementType.INT64, 1, 2);
        Value exp = g.op("GatherND", Map.of(), hidden.exp(), first);
        g.output("y", exp.add(g.op("GatherND", Map.of(), hidden.tanh(), second)));
        Map<String, Tensor> feeds =
                Map.of("x", FEEDS.get("x"), "index", FEEDS.get("index"), "other", Tensor.of(new long[] {1, 2}, 1, 2));
        Graph special = Specialization.of(g.build(), Map.of()).graph();
        assertArrayEquals(run(g.build(), feeds), run(special, feeds), 1e-5f);
    }

    @Test
    void staysBehindWhatMixesRows() {
        TypedGraph special = special(x -> x.softmax(1).multiply(2));
        assertRows(10, special, "Softmax");
        assertRows(PICKED, special, "Mul");
        assertRows(10, special(x -> mixed(x).add(x.builder().constant(random(5, 4)))), "Add");
        assertRows(10, special(x -> x.exp().matMul(x.builder().constant(random(2, 4, 4)))), "MatMul");
    }

    /** A sum along the tokens, which no row can do without the others. */
    private static Value mixed(Value x) {
        return x.builder().op("CumSum", Map.of(), x, x.builder().scalar(ElementType.INT64, 1));
    }

    private static Value matrix(Value x, long rows, long columns) {
        return x.builder().constant(random(rows, columns));
    }

    private static Value vector(Value x, long size) {
        return x.builder().constant(random(size));
    }

    private static TypedGraph special(UnaryOperator<Value> pattern) {
        GraphBuilder g = new GraphBuilder("g");
        Value result = pattern.apply(g.input("x", ElementType.FLOAT, 2, 5, 4));
        Value index = g.input("index", ElementType.INT64, PICKED, 2);
        g.output("y", g.op("GatherND", Map.of(), result, index));
        TypedGraph special = Specialization.of(g.build(), Map.of());
        assertArrayEquals(run(g.build()), run(special.graph()), 1e-5f);
        return special;
    }

    /** How many rows of the batch's ten an operator computes. */
    private static void assertRows(long expected, TypedGraph graph, String operator) {
        List<Node> found = graph.graph().nodes().stream()
                .filter(node -> node.opType().equals(operator))
                .toList();
        assertFalse(found.isEmpty(), operator);
        for (Node node : found) {
            long[] sizes = graph.type(node.outputs().get(0)).shape().sizes();
            assertEquals(expected, Tensor.elementCount(sizes) / sizes[sizes.length - 1], node.toString());
        }
    }

    private static long picks(TypedGraph graph) {
        return graph.graph().nodes().stream()
                .filter(node -> node.opType().equals("GatherND"))
                .count();
    }

    private static float[] run(Graph graph) {
        return run(graph, FEEDS);
    }

    private static float[] run(Graph graph, Map<String, Tensor> feeds) {
        try (Session session = Session.open(graph)) {
            return session.run(feeds).get("y").toFloatArray();
        }
    }

    private static Tensor random(long... shape) {
        Random random = new Random(7);
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }
}
