package dev.graft.backbones.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A decoder that writes its cache in place gives the logits and the cache that the file's own graph gives. */
class InPlaceAttentionTest {
    private static final int ROOM = 11;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi", "gpt2"})
    void ourOwn(String name) {
        check(Checkout.tiny(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixtures/backbones/llama",
                "fixtures/backbones/qwen2",
                "fixtures/backbones/phi",
                "fixtures/backbones/gpt2",
                "fixtures/backbones/opt",
                "backbones/stories260k"
            })
    void fromElsewhere(String name) {
        check(SharedData.path(name));
    }

    /** What exports write around an attention, for its heads and for positions, takes a token as long as the products do. */
    @ParameterizedTest
    @CsvSource({"llama, 2", "qwen2, 2", "phi, 2", "opt, 0"})
    void headsStaySideBySide(String name, int rotationsOfLayer) {
        CausalLanguageModel model =
                (CausalLanguageModel) LanguageModel.load(SharedData.path("fixtures/backbones/" + name));
        Graph own = model.decoder().whole();
        Graph graph =
                InPlaceAttention.of(own, model.inputs(), model.config().heads()).orElseThrow();
        int layers = model.inputs().past().size() / 2;
        assertEquals((long) rotationsOfLayer * layers, count(graph, "RotaryEmbedding"));
        assertEquals(0, count(graph, "Neg"));
        assertTrue(count(own, "Transpose") >= 4L * layers);
        assertTrue(count(graph, "Transpose") <= 1, "found " + count(graph, "Transpose"));
    }

    private static long count(Graph graph, String operator) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals(operator))
                .count();
    }

    /** Positions need not be of each row: here all rows have those of the first. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "phi"})
    void positionsOfAllRows(String name) {
        CausalLanguageModel model =
                (CausalLanguageModel) LanguageModel.load(SharedData.path("fixtures/backbones/" + name));
        Graph own = model.decoder().whole();
        Map<String, Constant> constants = new LinkedHashMap<>(own.constants());
        constants.put("first/begin", Constant.of(Tensor.of(new long[] {0}, 1)));
        constants.put("first/end", Constant.of(Tensor.of(new long[] {1}, 1)));
        List<Node> nodes = new ArrayList<>();
        nodes.add(made("Slice", "first/row", Map.of(), DecoderInputs.POSITIONS, "first/begin", "first/end"));
        for (Node node : own.nodes()) {
            List<String> operands = node.inputs().stream()
                    .map(operand -> operand.equals(DecoderInputs.POSITIONS) ? "first/row" : operand)
                    .toList();
            nodes.add(node.withInputs(operands));
        }
        Graph shared = own.withConstants(constants).withNodes(nodes);
        Graph inPlace = check(model, shared);
        assertEquals(model.inputs().past().size(), count(inPlace, "RotaryEmbedding"));
        assertEquals(0, count(inPlace, "ReduceProd"));
    }

    /** Two rows, of which the shorter is filled up in front; the first read is of a prompt, the others of a token each. */
    private static void check(Path folder) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(folder);
        check(model, model.decoder().whole());
    }

    private static Graph check(CausalLanguageModel model, Graph own) {
        Graph inPlace =
                InPlaceAttention.of(own, model.inputs(), model.config().heads()).orElseThrow();
        Map<String, Tensor> past = new HashMap<>(model.inputs().emptyCache(2));
        CacheRoom room = new CacheRoom(rooms(model), model.inputs().tokenAxes(), ROOM);
        long[] marks = {0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
        int read = 0;
        try (Session expected = Session.open(own, SessionConfig.DEFAULT);
                Session found = Session.open(inPlace, SessionConfig.DEFAULT);
                Bound bound = found.bind()) {
            for (int tokens : new int[] {5, 1, 1}) {
                int all = read + tokens;
                Tensor mask = Tensor.allocate(ElementType.INT64, 2, all);
                mask.longs().put(marks, 0, all).put(ones(all));
                Map<String, Tensor> feeds = new LinkedHashMap<>(model.inputs().feeds(mask, tokens));
                feeds.put(LanguageModel.EMBEDS, random(tokens + read, 2, tokens, model.width()));
                feeds.forEach(bound::input);
                feeds.putAll(past);
                Map<String, Tensor> results = expected.run(feeds);
                Tensor logits = results.get(LanguageModel.LOGITS);
                room.bind(bound, 2, read, all);
                Tensor same = Tensor.allocate(ElementType.FLOAT, logits.shape());
                bound.output(LanguageModel.LOGITS, same);
                bound.run();
                assertClose(lastOf(logits), lastOf(same), 1e-4f);
                KeyValues present = room.read(all);
                past.replaceAll((name, before) -> results.get(DecoderInputs.present(name)));
                past.forEach((name, state) -> assertClose(
                        state.rows().get(1).toFloatArray(),
                        present.states().get(name).rows().get(1).toFloatArray(),
                        1e-4f));
                read = all;
            }
        }
        return inPlace;
    }

    private static Map<String, Tensor> rooms(CausalLanguageModel model) {
        Map<String, Tensor> rooms = new LinkedHashMap<>();
        model.inputs().emptyCache(2).forEach((name, empty) -> {
            long[] shape = empty.shape();
            shape[2] = ROOM;
            rooms.put(name, Tensor.allocate(ElementType.FLOAT, shape));
        });
        return rooms;
    }

    /** Of the last position of both rows: those before may be of filling. */
    private static float[] lastOf(Tensor logits) {
        int vocabulary = (int) logits.dim(2);
        float[] all = logits.toFloatArray();
        float[] last = Arrays.copyOfRange(all, all.length / 2 - vocabulary, all.length / 2 + vocabulary);
        System.arraycopy(all, all.length - vocabulary, last, vocabulary, vocabulary);
        return last;
    }

    private static void assertClose(float[] expected, float[] found, float tolerance) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 0);
        assertArrayEquals(expected, found, tolerance * largest);
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Tensor random(int seed, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        Random random = new Random(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    /** Nothing is changed where the cache is read in another way too, or probabilities are of another axis. */
    @Test
    void otherUsesOfTheCacheStay() {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(Checkout.tiny("llama"));
        Graph own = model.decoder().whole();
        OptionalInt heads = model.config().heads();
        assertTrue(InPlaceAttention.of(own, model.inputs(), heads).isPresent());
        assertTrue(InPlaceAttention.of(own, model.inputs(), OptionalInt.empty()).isEmpty());
        String key = model.inputs().past().get(0).name();
        for (String read : Set.of(key, DecoderInputs.present(key))) {
            assertTrue(InPlaceAttention.of(reading(own, read), model.inputs(), heads)
                    .isEmpty());
        }
        List<Node> nodes = own.nodes().stream()
                .map(node ->
                        node.opType().equals("Softmax") ? node.withAttributes(Map.of("axis", Attribute.of(1))) : node)
                .toList();
        assertTrue(
                InPlaceAttention.of(own.withNodes(nodes), model.inputs(), heads).isEmpty());
    }

    /** The operator is causal, so a model that is not, such as one that reads its prompt in both directions, keeps its own graph. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attentionInBothDirectionsStays(boolean expanded) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(Checkout.tiny("llama"));
        Graph own = model.decoder().whole();
        Set<String> masks = new CachedAttentions(own, model.inputs().past()).masks();
        assertTrue(CausalMasks.are(own, masks, model.inputs()));
        Map<String, Constant> constants = new LinkedHashMap<>(own.constants());
        constants.put("both/one", Constant.of(Tensor.scalar(1f)));
        constants.put("both/large", Constant.of(Tensor.scalar(1e9f)));
        constants.put("both/axes", Constant.of(Tensor.of(new long[] {1, 2}, 2)));
        List<Node> nodes = new ArrayList<>();
        nodes.add(made("Cast", "both/marks", Map.of("to", Attribute.of(1)), DecoderInputs.MASK));
        nodes.add(made("Sub", "both/less", Map.of(), "both/marks", "both/one"));
        nodes.add(made("Mul", "both/scaled", Map.of(), "both/less", "both/large"));
        nodes.add(made("Unsqueeze", "both/row", Map.of(), "both/scaled", "both/axes"));
        for (Node node : own.nodes()) {
            List<String> operands = node.inputs().stream()
                    .map(name -> node.opType().equals("Add") && masks.contains(name) ? "both/mask" : name)
                    .toList();
            nodes.add(node.withInputs(operands));
        }
        nodes.add(made("Shape", "both/shape", Map.of(), masks.iterator().next()));
        nodes.add(
                expanded
                        ? made("Expand", "both/mask", Map.of(), "both/row", "both/shape")
                        : made("Identity", "both/mask", Map.of(), "both/row"));
        Graph both = own.withConstants(constants).withNodes(nodes).ordered();
        assertTrue(InPlaceAttention.of(both, model.inputs(), model.config().heads())
                .isEmpty());
        assertEquals(
                Set.of("both/mask"), new CachedAttentions(both, model.inputs().past()).masks());
    }

    /** Nobody needed the number of heads before, so a wrong one in the configuration does no harm. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void otherHeadsInTheConfigurationDoNoHarm(int heads, @TempDir Path folder) throws IOException {
        Path tiny = Checkout.tiny("llama");
        Files.createDirectory(folder.resolve("onnx"));
        for (String file : List.of("generation_config.json", "onnx/model.onnx")) {
            Files.copy(tiny.resolve(file), folder.resolve(file));
        }
        String written = Files.readString(tiny.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                written.replace("\"num_attention_heads\": 2", "\"num_attention_heads\": " + heads));
        CausalLanguageModel right = (CausalLanguageModel) LanguageModel.load(tiny);
        CausalLanguageModel wrong = (CausalLanguageModel) LanguageModel.load(folder);
        assertEquals(OptionalInt.of(heads), wrong.config().heads());
        try (DecoderSessions expected = DecoderSessions.open(right, SessionConfig.DEFAULT);
                DecoderSessions found = DecoderSessions.open(wrong, SessionConfig.DEFAULT)) {
            assertEquals(List.of(true, false), List.of(expected.inPlace(), found.inPlace()));
        }
    }

    private static Node made(String operator, String output, Map<String, Attribute> attributes, String... inputs) {
        return new Node(operator, "", output, List.of(inputs), List.of(output), attributes);
    }

    /** The graph with a sum over a value added to its logits. */
    private static Graph reading(Graph graph, String value) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean last = node.outputs().contains(LanguageModel.LOGITS);
            nodes.add(last ? node.withOutputs(List.of("logits/own")) : node);
        }
        nodes.add(
                new Node("ReduceSum", "", "sum", List.of(value), List.of("sum"), Map.of("keepdims", Attribute.of(0))));
        nodes.add(new Node("Add", "", "more", List.of("logits/own", "sum"), List.of(LanguageModel.LOGITS), Map.of()));
        return graph.withNodes(nodes);
    }
}
