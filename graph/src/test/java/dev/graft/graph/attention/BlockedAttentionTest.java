package dev.graft.graph.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attention in blocks against the same attention as a whole: what comes out, and its gradients. */
class BlockedAttentionTest {
    private static final int ROWS = 2;
    private static final int HEADS = 3;
    private static final int SIZE = 8;
    private static final int KEYS = 300;
    private static final float LOWEST = -Float.MAX_VALUE;
    /** The last keys are padding. */
    private static final String PADDING = "padding";

    private enum Form {
        /** Keys turned, scores multiplied, a mask added, as an export of LLaMA has it. */
        ADDED,
        /** A scaled product with turned keys, as after fusing. */
        FUSED,
        /** Scores divided, then replaced where a mask says so, as an export of GPT-2 has it. */
        REPLACED,
        /** Heads with distances that are added, as in ALiBi. */
        DISTANCES,
        /** Zeros in the place of weights that are not a number. */
        CLEANED,
        /** Scores that are bounded, as in Gemma 2. */
        BOUNDED
    }

    private record Sizes(int queries, int keys) {}

    /** Whether a query may see a key. */
    private interface Sight {
        boolean sees(int query, int key);
    }

    private static final Sight CAUSAL = (query, key) -> key <= query;
    private static final Sight WINDOW = (query, key) -> key <= query && key > query - 40;

    private final Random random = new Random(3);

    private Tensor drawn(long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor mask(Sizes sizes, Sight sight) {
        Tensor mask = Tensor.allocate(ElementType.FLOAT, 1, 1, sizes.queries, sizes.keys);
        for (int i = 0; i < mask.size(); i++) {
            int query = i / sizes.keys + sizes.keys - sizes.queries;
            mask.floats().put(i, sight.sees(query, i % sizes.keys) ? 0 : LOWEST);
        }
        return mask;
    }

    private Graph graph(Form form, Sizes sizes, Sight sight) {
        GraphBuilder g = new GraphBuilder("attention");
        Value q = g.input("q", ElementType.FLOAT, ROWS, HEADS, sizes.queries, SIZE);
        Value k = g.input("k", ElementType.FLOAT, ROWS, HEADS, sizes.keys, SIZE);
        Value v = g.input("v", ElementType.FLOAT, ROWS, HEADS, sizes.keys, SIZE);
        Value padding = g.input(PADDING, ElementType.FLOAT, ROWS, 1, 1, sizes.keys);
        Value mask = g.constant(mask(sizes, sight));
        Value scores = form == Form.FUSED ? q.matMul(k, false, true, 0.3f) : q.matMul(k.transpose(0, 1, 3, 2));
        UnaryOperator<Value> hidden =
                x -> g.scalar(ElementType.FLOAT, -1).greater(mask).where(g.scalar(ElementType.FLOAT, LOWEST), x);
        Value masked = switch (form) {
            case ADDED, CLEANED -> scores.multiply(0.3f).add(mask).add(padding);
            case FUSED -> scores.add(mask.add(padding));
            case REPLACED ->
                hidden.apply(scores.divide(g.scalar(ElementType.FLOAT, 3))).add(padding);
            case DISTANCES ->
                g.constant(drawn(1, HEADS, 1, sizes.keys)).add(mask).add(scores).add(padding);
            case BOUNDED -> scores.multiply(0.1f).tanh().multiply(10).add(mask).add(padding);
        };
        Value weights = masked.softmax(-1);
        if (form == Form.CLEANED) {
            Value broken = g.op("IsNaN", Map.of(), weights);
            weights = broken.where(g.scalar(ElementType.FLOAT, 0), weights);
        }
        Value mixed = weights.matMul(v);
        g.output("mixed", mixed);
        g.output(
                "loss",
                mixed.multiply(mixed)
                        .multiply(g.constant(drawn(1, HEADS, 1, SIZE)))
                        .sum(false));
        return g.build();
    }

    private Map<String, Tensor> feeds(Sizes sizes) {
        Tensor padding = Tensor.allocate(ElementType.FLOAT, ROWS, 1, 1, sizes.keys);
        for (int key = sizes.keys - 5; key < sizes.keys; key++) {
            padding.floats().put(key, LOWEST);
        }
        return Map.of(
                "q",
                drawn(ROWS, HEADS, sizes.queries, SIZE),
                "k",
                drawn(ROWS, HEADS, sizes.keys, SIZE),
                "v",
                drawn(ROWS, HEADS, sizes.keys, SIZE),
                PADDING,
                padding);
    }

    private static Optional<Map<String, Tensor>> weights(Graph graph, Sizes sizes) {
        if (!List.of(PADDING).containsAll(graph.inputNames())) {
            return Optional.empty();
        }
        Map<String, Tensor> feeds = Map.of(PADDING, Tensor.allocate(ElementType.FLOAT, ROWS, 1, 1, sizes.keys));
        try (Session session = Session.open(graph)) {
            return Optional.of(session.run(graph.inputNames().isEmpty() ? Map.of() : feeds));
        }
    }

    private static TypedGraph typed(Graph graph) {
        return new TypedGraph(graph, TypeInference.infer(graph));
    }

    private static TypedGraph blocked(Graph graph, Sizes sizes) {
        return BlockedAttention.of(typed(graph), masks -> weights(masks, sizes));
    }

    private static long softmaxes(TypedGraph graph) {
        return graph.graph().nodes().stream()
                .filter(node -> node.opType().equals("Softmax"))
                .count();
    }

    private static Map<String, Tensor> results(TypedGraph typed, Map<String, Tensor> feeds) {
        GraphBuilder g = typed.toBuilder();
        Map<String, Value> gradients =
                Gradients.append(g, typed.graph(), typed.types(), "loss", List.of("q", "k", "v"));
        g.scope("");
        gradients.forEach((name, gradient) -> g.output("gradient/" + name, gradient));
        try (Session session = Session.open(g.build())) {
            return new LinkedHashMap<>(session.run(feeds));
        }
    }

    private void assertSame(Graph graph, Sizes sizes) {
        Map<String, Tensor> feeds = feeds(sizes);
        Map<String, Tensor> expected = results(typed(graph), feeds);
        Map<String, Tensor> found = results(blocked(graph, sizes), feeds);
        expected.forEach((name, tensor) -> {
            float[] values = tensor.toFloatArray();
            double largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertTrue(largest > 0, name);
            assertArrayEquals(values, found.get(name).toFloatArray(), (float) (2e-6 * largest), name);
        });
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameInBlocks(Form form) {
        Sizes sizes = new Sizes(KEYS, KEYS);
        Graph graph = graph(form, sizes, CAUSAL);
        assertEquals(2, softmaxes(blocked(graph, sizes)));
        assertSame(graph, sizes);
    }

    @ParameterizedTest
    @EnumSource
    void seesTheKeysBeforeItsOwn(Form form) {
        Sizes sizes = new Sizes(KEYS - 30, KEYS);
        Graph graph = graph(form, sizes, WINDOW);
        assertEquals(2, softmaxes(blocked(graph, sizes)));
        assertSame(graph, sizes);
    }

    /** One query in the middle that sees one key behind it. */
    @ParameterizedTest
    @EnumSource
    void isWholeWhereAQuerySeesWhatFollows(Form form) {
        Sizes sizes = new Sizes(KEYS, KEYS);
        Graph graph = graph(form, sizes, (query, key) -> key <= query || query == 160 && key == 170);
        assertEquals(1, softmaxes(blocked(graph, sizes)));
        assertSame(graph, sizes);
    }

    /** Against the runtime's own kernel for heads of keys that several heads of queries share. */
    @Test
    void sharedHeadsGoByBlocks() {
        GraphBuilder g = new GraphBuilder("grouped");
        Value q = g.input("q", ElementType.FLOAT, 1, KEYS, 4 * SIZE);
        Value k = g.input("k", ElementType.FLOAT, 1, KEYS, 2 * SIZE);
        Value v = g.input("v", ElementType.FLOAT, 1, KEYS, 2 * SIZE);
        List<ElementType> types = List.of(ElementType.FLOAT, ElementType.FLOAT, ElementType.FLOAT);
        Value last = g.constant(Tensor.of(new int[] {KEYS - 1}, 1));
        Value total = g.constant(Tensor.of(new int[] {KEYS}));
        Map<String, Object> heads = Map.of("num_heads", 4, "kv_num_heads", 2);
        g.output(
                "mixed",
                g.op("GroupQueryAttention", Graph.MICROSOFT, heads, types, q, k, v, null, null, last, total)
                        .get(0));
        Graph graph = g.build();
        TypedGraph blocked =
                BlockedAttention.of(Specialization.of(graph, Map.of()), masks -> weights(masks, new Sizes(0, KEYS)));
        assertEquals(2, softmaxes(blocked));
        Map<String, Tensor> feeds =
                Map.of("q", drawn(1, KEYS, 4 * SIZE), "k", drawn(1, KEYS, 2 * SIZE), "v", drawn(1, KEYS, 2 * SIZE));
        try (Session own = Session.open(graph);
                Session parted = Session.open(blocked.graph())) {
            assertArrayEquals(
                    own.run(feeds).get("mixed").toFloatArray(),
                    parted.run(feeds).get("mixed").toFloatArray(),
                    2e-5f);
        }
    }

    @Test
    void isWholeWhereItIsShort() {
        Sizes sizes = new Sizes(100, 100);
        assertEquals(1, softmaxes(blocked(graph(Form.ADDED, sizes, CAUSAL), sizes)));
        assertSame(graph(Form.ADDED, sizes, CAUSAL), sizes);
    }

    @Test
    void isWholeWhereTheMaskIsNotKnown() {
        Sizes sizes = new Sizes(KEYS, KEYS);
        Graph graph = graph(Form.ADDED, sizes, CAUSAL);
        assertEquals(1, softmaxes(BlockedAttention.of(typed(graph), masks -> Optional.empty())));
    }

    @Test
    void isLeftAloneWhereItsWeightsAreRead() {
        Sizes sizes = new Sizes(KEYS, KEYS);
        Graph graph = graph(Form.ADDED, sizes, CAUSAL);
        String weights = graph.nodes().stream()
                .filter(node -> node.opType().equals("Softmax"))
                .findFirst()
                .orElseThrow()
                .outputs()
                .get(0);
        Graph open = graph.withOutputNames(List.of("mixed", "loss", weights));
        assertEquals(typed(open).graph(), blocked(open, sizes).graph());
    }
}
