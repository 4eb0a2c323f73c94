package dev.graft.training.step;

import static dev.graft.training.step.MemoryUse.ORDINARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out of beginnings, and what follows for batches of each size, for samples from elsewhere and for memory. */
class PromptReadingsTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int SHARED = 24;

    @TempDir
    Path folder;

    /** Of so many tokens in all that are read. */
    private static TrainingSample sample(int shared, int tokens) {
        long[] prompt = new Random(3).longs(tokens, 3, 40).toArray();
        return new TrainingSample("sample of " + tokens, 0, shared, TextRow.of(prompt, new long[] {5}));
    }

    /** The tiny LLaMA with logits that are computed from its own. */
    private LanguageModel changed(UnaryOperator<Value> logits) throws IOException {
        ChangedLlama.write(folder, read -> changed(read, logits));
        return LanguageModel.load(folder);
    }

    private static Graph changed(Graph read, UnaryOperator<Value> logits) {
        List<Node> nodes = read.nodes().stream()
                .map(node -> node.outputs().contains(LanguageModel.LOGITS)
                        ? new Node(
                                node.opType(),
                                node.domain(),
                                node.name(),
                                node.inputs(),
                                List.of("plain"),
                                node.attributes())
                        : node)
                .toList();
        Graph plain = read.withNodes(nodes).withOutputNames(List.of("plain"));
        GraphBuilder g = GraphBuilder.from(plain, TypeInference.infer(plain));
        g.output(LanguageModel.LOGITS, logits.apply(g.value("plain")));
        return g.build().withOutputNames(List.of(LanguageModel.LOGITS));
    }

    private static PromptReading reading(LanguageModel model, List<TrainingSample> samples, int rows) {
        return PromptReading.of(model, samples, rows, SessionConfig.DEFAULT);
    }

    private static Batcher batcher(PromptReading reading, int rows) {
        return new Batcher(reading, new Drawn(VISUAL_TOKENS, 5), VISUAL_TOKENS, rows);
    }

    private static MemoryEstimate memory(PromptReading reading, List<TrainingSample> samples) {
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear"))
                .create(5, VISUAL_TOKENS, reading.model().width());
        try (TrainingStep step =
                new TrainingStep(reading, TrainedParts.of(adapter), Map.of(), 0, SessionConfig.DEFAULT, ORDINARY)) {
            return step.memory(batcher(reading, samples.size()).batch(samples), 0)
                    .orElseThrow();
        }
    }

    @Test
    void aSampleThatBeginsOtherwiseIsRefused() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        PromptReading reading = reading(model, List.of(sample(SHARED, 30), sample(SHARED, 33)), 1);
        assertEquals(SHARED, reading.beginning());
        long[] other = sample(SHARED, 31).row().prompt();
        other[7]++;
        TextRow row = sample(SHARED, 31).row();
        for (TrainingSample stranger : List.of(
                new TrainingSample("stranger", 0, SHARED, TextRow.of(other, new long[] {5})),
                new TrainingSample("stranger", 0, 7, row),
                new TrainingSample("stranger", List.of(), new TextRow(row.prompt(), new int[] {8}, new long[] {5})),
                new TrainingSample(
                        "stranger", List.of(), TextRow.of(Arrays.copyOf(row.prompt(), 8), new long[] {5})))) {
            String message = assertThrows(
                            InvalidInputException.class,
                            () -> batcher(reading, 1).batch(List.of(stranger)))
                    .getMessage();
            assertTrue(message.startsWith("sample 'stranger'") && message.contains("at place 7"), message);
        }
    }

    /** Two tokens are put together and parted again, in texts of 40 tokens alone. */
    private static Value inPairs(Value logits) {
        GraphBuilder g = logits.builder();
        Value tokens = logits.shape().gather(g.ints(1), 0);
        Value width = logits.shape().gather(g.ints(2), 0);
        Value together = tokens.equal(g.ints(40)).cast(ElementType.INT64).add(g.ints(1));
        Value pairs = logits.reshape(g.ints(0, -1).concat(0, width.multiply(together)));
        return pairs.negate().reshape(g.ints(0, -1).concat(0, width)).negate();
    }

    @Test
    void aSizeThatCannotBePartedIsReadWhole() throws IOException {
        LanguageModel model = changed(PromptReadingsTest::inPairs);
        List<TrainingSample> samples = List.of(sample(SHARED, 30), sample(SHARED, 38), sample(SHARED, 46));
        PromptReading reading = reading(model, samples, 1);
        assertEquals(SHARED, reading.beginning());
        for (TrainingSample sample : samples) {
            boolean parted = sample.row().prompt().length != 38;
            MicroBatch batch = batcher(reading, 1).batch(List.of(sample));
            assertEquals(parted ? SHARED : 0, reading.beginning(batch.size()));
            PromptReadingTest.Result expected = PromptReadingTest.run(
                    PromptReading.whole(model), List.of(sample), 1, SessionConfig.DEFAULT, ORDINARY);
            PromptReadingTest.assertSame(
                    expected,
                    PromptReadingTest.run(reading, List.of(sample), 1, SessionConfig.DEFAULT, ORDINARY),
                    2e-6,
                    1e-5F);
        }
    }

    /** As exports write it: the last positions that many are cut out, and all of them for 0. */
    private static Value lastOnes(Value logits) {
        GraphBuilder g = logits.builder();
        Value from = g.input("num_logits_to_keep", ElementType.INT64).reshape(1).negate();
        return g.op("Slice", Map.of(), logits, from, g.ints(Long.MAX_VALUE), g.ints(1));
    }

    @Test
    void aModelThatCanLeaveLogitsOutReadsABeginningOnce() throws IOException {
        List<TrainingSample> samples = List.of(sample(SHARED, 30), sample(SHARED, 33));
        LanguageModel plain = LanguageModel.load(Checkout.tiny("llama"));
        LanguageModel model = changed(PromptReadingsTest::lastOnes);
        PromptReading reading = reading(model, samples, 2);
        assertEquals(SHARED, reading.beginning());
        PromptReadingTest.assertSame(
                PromptReadingTest.run(PromptReading.whole(plain), samples, 2, SessionConfig.DEFAULT, ORDINARY),
                PromptReadingTest.run(reading, samples, 2, SessionConfig.DEFAULT, ORDINARY),
                2e-6,
                1e-5F);
    }

    /** Scores of all heads for each two tokens of a text, and as much that they are computed from or that is made of them. */
    @Test
    void whatABeginningTakesOnceIsCounted() {
        LanguageModel model = LanguageModel.load(PromptReadingTest.shapes());
        int heads = 5;
        List<TrainingSample> samples = List.of(sample(960, 1000));
        long scores = 4L * heads * 1000 * 1000;
        long once = memory(reading(model, samples, 1), samples).values();
        assertTrue(once > 2 * scores && once < 4 * scores, once + " against scores of " + scores);
        assertTrue(once < memory(PromptReading.whole(model), samples).values());
    }

    /** The rows of a batch do not change what it takes to compute the beginning of one of them. */
    @Test
    void aBeginningIsComputedByFewTexts() {
        LanguageModel model = LanguageModel.load(PromptReadingTest.shapes());
        List<TrainingSample> samples = List.of(sample(300, 340));
        long expected = reading(model, samples, 1).memory(0).orElseThrow().values();
        assertEquals(
                expected, reading(model, samples, 64).memory(0).orElseThrow().values());
    }

    /** The first settings with which it is asked compute, further ones do not. */
    @Test
    void isFoundOutOnce() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        PromptReadings readings = new PromptReadings(model);
        List<TrainingSample> samples = List.of(sample(SHARED, 30), sample(SHARED, 33));
        TextBatch.Size size = new TextBatch.Size(4, 40, 0, 32);
        Map<String, Tensor> states =
                readings.of(samples, 2, SessionConfig.DEFAULT).states(new TextBatch.Size(2, 40, 0, 32));
        assertFalse(states.isEmpty());
        assertSame(
                states,
                readings.of(List.copyOf(samples), 4, SessionConfig.DEFAULT).states(size));
    }

    private static boolean isEmpty(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.noneMatch(Files::isRegularFile);
        }
    }

    /**
     * An operand that is rounded to the next integer changes more than the last digits, so that rounded numbers cannot tell whether a
     * beginning depends on what is behind.
     */
    @Test
    void isFoundOutInSinglePrecisionAndComputedInThatOfTheRun() throws IOException {
        LanguageModel model = LanguageModel.load(PromptReadingTest.shapes());
        SessionConfig rounded =
                SessionConfig.DEFAULT.withPrecision(Precision.INT8).withCache(folder);
        List<TrainingSample> samples = List.of(sample(SHARED, 30), sample(SHARED, 33));
        TextBatch.Size size = new TextBatch.Size(2, 40, 0, 32);
        PromptReadings readings = new PromptReadings(model);
        PromptReading reading = readings.of(samples, 2, rounded);
        assertEquals(SHARED, reading.beginning());
        assertTrue(isEmpty(folder), "no matrix was rounded");
        Map<String, Tensor> states = reading.states(size);
        assertFalse(isEmpty(folder));
        Map<String, Tensor> exact =
                readings.of(samples, 2, SessionConfig.DEFAULT.withCache(folder)).states(size);
        assertTrue(exact.keySet().stream()
                .anyMatch(
                        name -> !exact.get(name).bytes().equals(states.get(name).bytes())));
    }

    @Test
    void saysWhatIsReadOnceAndWhyNot() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        assertEquals(
                ", the first 24 tokens, which all prompts have, read once",
                reading(model, List.of(sample(24, 30)), 1).summary());
        PromptReading few = reading(model, List.of(sample(8, 30)), 1);
        assertEquals("", few.summary());
        assertEquals(
                "the first 8 tokens, which all prompts have, read with each of them, since fewer than 16 gain too little",
                few.description().orElseThrow());
        assertTrue(reading(model, List.of(sample(0, 30)), 1).description().isEmpty());
        String encoder = reading(LanguageModel.load(Checkout.tiny("t5")), List.of(sample(24, 30)), 1)
                .summary();
        assertTrue(
                encoder.endsWith("read with each of them, since the language model reads them in an encoder"), encoder);
    }
}
