package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logits of the last position are those that the file's own graph gives, or all of them stay. */
class LastLogitsTest {
    private static final Path FILE = Path.of("model.onnx");
    private static final int WIDTH = 6;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void ourOwn(String name) {
        check(Checkout.tiny(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "opt", "llama", "qwen2", "phi"})
    void fromElsewhere(String name) {
        check(SharedData.path("fixtures/backbones/" + name));
    }

    private static void check(Path folder) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(folder);
        Graph whole = model.decoder().whole();
        Graph last = LastLogits.of(FILE, whole);
        Tensor embeds = random(2, 5, model.width());
        long[] ones = new long[10];
        Arrays.fill(ones, 1);
        Map<String, Tensor> feeds = new LinkedHashMap<>(model.inputs().feeds(Tensor.of(ones, 2, 5), 5));
        feeds.putAll(model.inputs().emptyCache(2));
        feeds.put(LanguageModel.EMBEDS, embeds);
        feeds.keySet().retainAll(whole.inputNames());
        assertLast(whole, last, feeds);
    }

    private static void assertLast(Graph whole, Graph last, Map<String, Tensor> feeds) {
        Tensor all = run(whole, feeds);
        Tensor found = run(last, feeds);
        int vocabulary = (int) all.dim(2);
        int tokens = (int) all.dim(1);
        assertEquals(1, found.dim(1));
        for (int row = 0; row < all.dim(0); row++) {
            float[] expected = new float[vocabulary];
            all.floats().position(((row + 1) * tokens - 1) * vocabulary).get(expected);
            float[] given = Arrays.copyOfRange(found.toFloatArray(), row * vocabulary, (row + 1) * vocabulary);
            assertArrayEquals(expected, given, 1e-5f);
        }
    }

    private static Tensor run(Graph graph, Map<String, Tensor> feeds) {
        try (Session session = Session.open(graph, SessionConfig.DEFAULT)) {
            return session.run(feeds).get(LanguageModel.LOGITS);
        }
    }

    private static Tensor random(long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        Random random = new Random(1);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static Graph graph(UnaryOperator<Value> head) {
        GraphBuilder g = new GraphBuilder("decoder");
        Value x = g.input(LanguageModel.EMBEDS, ElementType.FLOAT, "batch", "tokens", WIDTH);
        g.output(LanguageModel.LOGITS, head.apply(x.add(x.tanh()).multiply(0.5)));
        return g.build();
    }

    private static Value product(Value states) {
        return states.matMul(states.builder().constant(random(WIDTH, 4)));
    }

    @Test
    void biasAndLimitMayFollow() {
        Map<String, Tensor> feeds = Map.of(LanguageModel.EMBEDS, random(2, 3, WIDTH));
        Graph limited = graph(x -> product(x)
                .add(x.builder().constant(random(4)))
                .multiply(0.1)
                .tanh()
                .multiply(10));
        assertLast(limited, LastLogits.of(FILE, limited), feeds);
        Graph cut = graph(x -> product(x.slice(-1, Long.MAX_VALUE, 1)));
        assertLast(cut, LastLogits.of(FILE, cut), feeds);
    }

    /** A sum over positions, a shape of all of them, and logits that come of the text in another way too. */
    @Test
    void whatMixesPositionsStays() {
        Graph sums = graph(x ->
                x.builder().op("CumSum", Map.of(), product(x), x.builder().scalar(ElementType.INT64, 1)));
        assertSame(sums, LastLogits.of(FILE, sums));
        Graph shaped = graph(x -> product(x.reshape(-1, WIDTH)).reshape(2, -1, 4));
        assertSame(shaped, LastLogits.of(FILE, shaped));
        Graph beside = graph(x -> product(x).add(x.sum(true, -1)));
        assertSame(beside, LastLogits.of(FILE, beside));
    }
}
