package dev.graft.graph.beginning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a graph makes of the tokens behind a beginning, from what is known of it and them alone, against what it makes of all. */
class KnownBeginningTest {
    private static final int TOKENS = 7;
    private static final int KNOWN = 4;
    private static final int WIDTH = 32;
    private static final int HEADS = 4;
    private static final int SIZE = WIDTH / HEADS;

    private final Random random = new Random(5);

    private Tensor drawn(long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian() / 2);
        }
        return tensor;
    }

    private Value projected(Value x, long width) {
        return x.matMul(x.builder().constant(drawn(WIDTH, width)));
    }

    private static Value causal(GraphBuilder g) {
        Tensor mask = Tensor.allocate(ElementType.FLOAT, TOKENS, TOKENS);
        for (int i = 0; i < TOKENS * TOKENS; i++) {
            mask.floats().put(i, i % TOKENS > i / TOKENS ? -1e9f : 0);
        }
        return g.constant(mask);
    }

    private Value heads(Value x) {
        return projected(x, WIDTH).reshape(0, 0, HEADS, SIZE).transpose(0, 2, 1, 3);
    }

    private Value attention(Value x) {
        Value scores = heads(x).matMul(heads(x), false, true, 0.5f).add(causal(x.builder()));
        return scores.softmax(-1).matMul(heads(x)).transpose(0, 2, 1, 3).reshape(0, 0, WIDTH);
    }

    /** Heads beside the rows of the batch, as older exports of OPT have them. */
    private Value headsBesideRows(Value x, int rows) {
        Value q = heads(x).reshape(-1, TOKENS, SIZE);
        Value k = heads(x).reshape(-1, TOKENS, SIZE).transpose(0, 2, 1);
        Value v = heads(x).reshape(-1, TOKENS, SIZE);
        Value weights = q.matMul(k)
                .reshape(rows, HEADS, TOKENS, TOKENS)
                .add(causal(x.builder()))
                .reshape((long) rows * HEADS, TOKENS, TOKENS)
                .softmax(-1);
        return weights.matMul(v)
                .reshape(rows, HEADS, TOKENS, SIZE)
                .transpose(0, 2, 1, 3)
                .reshape(0, 0, WIDTH);
    }

    /** Keys of two heads repeated for four, as exports of LLaMA have them. */
    private Value repeatedKeys(Value x, int rows) {
        GraphBuilder g = x.builder();
        Value keys = projected(x, 2 * SIZE).reshape(0, 0, 2, SIZE).transpose(0, 2, 1, 3);
        Value repeated =
                keys.unsqueeze(2).expand(g.ints(rows, 2, 2, TOKENS, SIZE)).reshape(0, HEADS, TOKENS, SIZE);
        Value scores = heads(x).matMul(repeated.transpose(0, 1, 3, 2)).add(causal(g));
        return scores.softmax(-1).matMul(repeated).transpose(0, 2, 1, 3).reshape(0, 0, WIDTH);
    }

    private Value groupQuery(Value x, int rows) {
        GraphBuilder g = x.builder();
        int[] lengths = new int[rows];
        Arrays.fill(lengths, TOKENS - 1);
        return g.op(
                        "GroupQueryAttention",
                        Graph.MICROSOFT,
                        Map.of("num_heads", HEADS, "kv_num_heads", 2),
                        List.of(ElementType.FLOAT, ElementType.FLOAT, ElementType.FLOAT),
                        projected(x, WIDTH),
                        projected(x, 2 * SIZE),
                        projected(x, 2 * SIZE),
                        null,
                        null,
                        g.constant(Tensor.of(lengths, rows)),
                        g.constant(Tensor.of(new int[] {TOKENS})))
                .get(0);
    }

    /** Rows and tokens in one axis, as exports of GPT-2 have them, joint projections, norms, and positions. */
    private Value tokensBesideRows(Value x, int rows) {
        GraphBuilder g = x.builder();
        Value placed = x.add(g.constant(drawn(1, TOKENS, WIDTH)));
        Value flat = placed.reshape(-1, WIDTH);
        Value joint = g.op("Gemm", Map.of(), flat, g.constant(drawn(WIDTH, 2 * WIDTH)), g.constant(drawn(2 * WIDTH)));
        List<Value> parts = g.op(
                "Split",
                "",
                Map.of("axis", 2, "num_outputs", 2),
                List.of(ElementType.FLOAT, ElementType.FLOAT),
                joint.reshape(rows, TOKENS, 2 * WIDTH));
        Value centred = parts.get(0).subtract(parts.get(0).mean(false, 2).unsqueeze(2));
        Value scores = centred.matMul(parts.get(1).transpose(0, 2, 1)).add(causal(g));
        Value mixed = scores.softmax(-1).matMul(parts.get(1));
        Value turned = mixed.slice(8, WIDTH, -1).negate().concat(2, mixed.slice(0, 8, -1));
        return turned.gather(g.ints(3, 1, 2), 2).tanh();
    }

    static Stream<Arguments> layers() {
        return Stream.of("attention", "headsBesideRows", "repeatedKeys", "groupQuery", "tokensBesideRows")
                .flatMap(name -> Stream.of(1, 3).map(rows -> Arguments.of(name, rows)));
    }

    private Value layer(String name, Value x, int rows) {
        return switch (name) {
            case "attention" -> attention(x);
            case "headsBesideRows" -> headsBesideRows(x, rows);
            case "repeatedKeys" -> repeatedKeys(x, rows);
            case "groupQuery" -> groupQuery(x, rows);
            case "tokensBesideRows" -> tokensBesideRows(x, rows);
            case "mean over tokens" -> x.subtract(x.mean(true, 1));
            case "softmax over queries" -> attention(x.softmax(1));
            case "tokens first" -> attention(x.transpose(1, 0, 2).tanh().transpose(1, 0, 2));
            case "weights of tokens" ->
                x.builder().constant(drawn(TOKENS, TOKENS)).matMul(x);
            case "unknown" -> x.builder().op("CumSum", Map.of(), x, x.builder().scalar(ElementType.INT64, 1));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Graph graph(String name, int rows) {
        GraphBuilder g = new GraphBuilder(name);
        Value x = g.input("x", ElementType.FLOAT, rows, TOKENS, WIDTH);
        g.output("y", layer(name, x, rows));
        return g.build();
    }

    private static Map<String, long[]> shapes(int rows) {
        return Map.of("x", new long[] {rows, TOKENS, WIDTH});
    }

    @ParameterizedTest
    @MethodSource("layers")
    void theRestIsTheSame(String name, int rows) {
        Graph whole = graph(name, rows);
        KnownBeginning parted =
                KnownBeginning.of(whole, "x", shapes(rows), KNOWN).orElseThrow();
        Tensor one = drawn(1, TOKENS, WIDTH);
        Tensor all = Tensor.allocate(ElementType.FLOAT, rows, TOKENS, WIDTH);
        for (int row = 0; row < rows; row++) {
            Tensor other = drawn(1, TOKENS, WIDTH);
            for (int i = 0; i < TOKENS * WIDTH; i++) {
                float number = (i < KNOWN * WIDTH ? one : other).floats().get(i);
                all.floats().put(row * TOKENS * WIDTH + i, number);
            }
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(run(parted.reading(), Map.of("x", all)));
        assertEquals(parted.states().keySet(), feeds.keySet());
        feeds.forEach((state, tensor) ->
                assertArrayEquals(parted.states().get(state).shape().sizes(), tensor.shape(), state));
        feeds.put("x", behind(all));
        Tensor expected = behind(run(whole, Map.of("x", all)).get("y"));
        Tensor found = run(parted.rest(), feeds).get("y");
        assertArrayEquals(expected.shape(), found.shape());
        assertArrayEquals(expected.toFloatArray(), found.toFloatArray(), 2e-6F);
        // What is known of the beginning is read, and nothing else is.
        feeds.replaceAll((state, tensor) -> state.equals("x") ? tensor : drawn(tensor.shape()));
        float[] changed = run(parted.rest(), feeds).get("y").toFloatArray();
        assertTrue(Math.abs(changed[0] - found.floats().get(0)) > 1e-4);
    }

    static Stream<String> inseparable() {
        return Stream.of("mean over tokens", "softmax over queries", "tokens first", "weights of tokens", "unknown");
    }

    @ParameterizedTest
    @MethodSource("inseparable")
    void whatIsComputedOfAllTokensIsNotParted(String name) {
        assertTrue(KnownBeginning.of(graph(name, 3), "x", shapes(3), KNOWN).isEmpty());
    }

    private static Map<String, Tensor> run(Graph graph, Map<String, Tensor> feeds) {
        try (Session session = Session.open(graph)) {
            Map<String, Tensor> read = new LinkedHashMap<>(feeds);
            read.keySet().retainAll(session.inputNames());
            return session.run(read);
        }
    }

    private static Tensor behind(Tensor all) {
        int rows = (int) all.dim(0);
        int width = (int) all.dim(2);
        List<Float> rest = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i / width % TOKENS >= KNOWN) {
                rest.add(all.floats().get(i));
            }
        }
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, rows, TOKENS - KNOWN, width);
        for (int i = 0; i < rest.size(); i++) {
            tensor.floats().put(i, rest.get(i));
        }
        return tensor;
    }
}
