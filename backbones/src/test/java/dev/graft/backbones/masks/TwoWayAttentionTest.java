package dev.graft.backbones.masks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.inspect.LanguageVerification;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against PyTorch, where a prompt, or each image in one, is attended to both ways; see {@code scripts/reference/two_way_attention.py}. */
class TwoWayAttentionTest {
    private static final String IMAGES = "gemma3";
    private static final int ROWS = 2;
    private static final long END = 2;

    private static Path folder(String name) {
        try {
            return Path.of(
                    TwoWayAttentionTest.class.getResource("two_way/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Directions directions(String name) {
        return name.equals(IMAGES) ? Directions.IMAGES : Directions.PROMPT;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", IMAGES})
    void logitsLossAndGradientsEqualPyTorch(String name) {
        LanguageModel model = LanguageModel.load(folder(name)).attending(directions(name));
        Path golden = folder(name).resolve("golden.safetensors");
        LanguageVerification found = LanguageVerification.against(model, golden, SessionConfig.DEFAULT);
        assertEquals(0, found.logitsMaxAbsError(), 1e-4, "logits");
        assertEquals(0, found.lossRelError(), 1e-5, "loss");
        assertEquals(0, found.gradientRelError(), 1e-4, "gradient");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", IMAGES})
    void answersEqualPyTorchAloneAndTogether(String name) {
        Map<String, Tensor> golden = Safetensors.read(folder(name).resolve("golden.safetensors"));
        long[] ids = golden.get("ids").toLongArray();
        long[] labels = golden.get("labels").toLongArray();
        long[] marks = golden.get("attention_mask").toLongArray();
        int width = ids.length / ROWS;
        LanguageModel model = LanguageModel.load(folder(name)).attending(directions(name));
        try (Generator generator = Generator.open(model, SessionConfig.DEFAULT)) {
            List<EmbeddedPrompt> prompts = new ArrayList<>();
            List<long[]> expected = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                int start = row * width;
                int end = start;
                while (labels[end] < 0) {
                    end++;
                }
                long[] prompt = Arrays.copyOfRange(ids, start, end);
                long[] own = name.equals(IMAGES) ? Arrays.copyOfRange(marks, start, end) : new long[0];
                prompts.add(new EmbeddedPrompt(generator.embed(prompt), List.of(2), prompt, own));
                expected.add(LongStream.of(golden.get("greedy." + row).toLongArray())
                        .takeWhile(id -> id != END)
                        .toArray());
            }
            List<long[]> together = generator.generate(prompts, GenerationOptions.greedy(8), TokenListener.NONE);
            for (int row = 0; row < ROWS; row++) {
                List<EmbeddedPrompt> one = List.of(prompts.get(row));
                long[] alone = generator
                        .generate(one, GenerationOptions.greedy(8), TokenListener.NONE)
                        .get(0);
                assertArrayEquals(expected.get(row), alone, name + " " + row);
                assertArrayEquals(expected.get(row), together.get(row), name + " " + row + " of both");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", IMAGES})
    void withoutMarksOfAPromptNothingChanges(String name) {
        CausalLanguageModel model = (CausalLanguageModel) LanguageModel.load(folder(name));
        CausalLanguageModel changed = (CausalLanguageModel) model.attending(directions(name));
        assertSame(changed, changed.attending(directions(name)));
        assertThrows(IllegalStateException.class, () -> changed.attending(Directions.BACK));
        Tensor embeds =
                Safetensors.read(folder(name).resolve("golden.safetensors")).get("inputs_embeds");
        long[] ones = new long[(int) (embeds.dim(0) * embeds.dim(1))];
        Arrays.fill(ones, 1);
        float[] before = logits(model, embeds, ones);
        assertArrayEquals(before, logits(changed, embeds, ones), name);
        Arrays.fill(ones, TwoWayAttention.GROUP);
        float[] both = logits(changed, embeds, ones);
        assertTrue(!Arrays.equals(before, both), "a prompt is read in both directions");
    }

    private static float[] logits(CausalLanguageModel model, Tensor embeds, long[] marks) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        Tensor mask = Tensor.of(marks, embeds.dim(0), embeds.dim(1));
        feeds.putAll(model.inputs().feeds(mask, (int) embeds.dim(1)));
        feeds.putAll(model.inputs().emptyCache((int) embeds.dim(0)));
        feeds.put(LanguageModel.EMBEDS, embeds);
        try (Session session = Session.open(model.bodyGraph(), SessionConfig.DEFAULT)) {
            feeds.keySet().retainAll(session.inputNames());
            return session.run(feeds).get(LanguageModel.LOGITS).toFloatArray();
        }
    }

    /** What is learnt is laid out with the marks of each prompt, or with that of all prompts, and 1 behind. */
    @Test
    void textsToLearnAreMarked() {
        LanguageModel model = LanguageModel.load(folder(IMAGES)).attending(Directions.IMAGES);
        long[] target = {7, 8};
        List<TextRow> rows = List.of(
                new TextRow(new long[] {3, 4, 5}, new int[0], target, new long[] {1, 2, 2}),
                TextRow.of(new long[] {3}, target));
        TextBatch batch = model.layout(rows, model.size(rows));
        assertArrayEquals(
                new long[] {1, 2, 2, 1, 1, 1, 0, 0},
                batch.feeds().get(DecoderInputs.MASK).toLongArray());
        assertThrows(
                IllegalArgumentException.class,
                () -> new TextRow(new long[] {3, 4, 5}, new int[0], target, new long[] {1, 2}));
    }

    @Test
    void anEncoderReadsInBothDirectionsAlready() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("t5"));
        assertSame(model, model.attending(Directions.IMAGES));
        assertEquals(1, model.promptMark());
    }

    @Test
    void anAttentionOfOneOperatorIsRefused() {
        List<String> operands = List.of(LanguageModel.EMBEDS, LanguageModel.EMBEDS, LanguageModel.EMBEDS);
        Node attention =
                new Node("GroupQueryAttention", Graph.MICROSOFT, "attend", operands, List.of("mixed"), Map.of());
        Graph graph = new Graph(
                "decoder",
                List.of(
                        new ValueInfo(LanguageModel.EMBEDS, TensorType.of(ElementType.FLOAT, "batch", "tokens", 8)),
                        new ValueInfo(DecoderInputs.MASK, TensorType.of(ElementType.INT64, "batch", "all"))),
                List.of(new ValueInfo("mixed", null)),
                Map.of(),
                List.of(attention),
                Map.of("", 18, Graph.MICROSOFT, 1));
        Path file = Path.of("model.onnx");
        ModelFileException refusal = assertThrows(
                ModelFileException.class,
                () -> TwoWayAttention.of(
                        file,
                        graph,
                        new DecoderInputs(graph.inputNames(), List.of()),
                        new FixedSizes(0, 0),
                        Directions.PROMPT));
        assertTrue(
                refusal.getMessage().contains("node 'attend' (com.microsoft.GroupQueryAttention)"),
                refusal.getMessage());
    }
}
