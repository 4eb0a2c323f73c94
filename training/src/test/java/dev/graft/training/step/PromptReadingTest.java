package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps on prompts that are read from behind a beginning that all of them have, against steps that read all of them. */
class PromptReadingTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 5;
    private static final int SHARED = 21;

    /** A loss and its gradients, and the loss alone. */
    record Result(double loss, double alone, Map<String, Tensor> gradients) {}

    static Stream<Path> models() {
        return Stream.concat(
                Stream.of("llama", "gpt2", "phi").map(Checkout::tiny),
                Stream.of(
                        SharedData.path("fixtures/backbones/opt"),
                        SharedData.path("fixtures/backbones/qwen2"),
                        SharedData.path("backbones/stories260k"),
                        shapes()));
    }

    static Path shapes() {
        return Checkout.root().resolve("world/src/main/resources/dev/graft/world/backbones/shapes-language");
    }

    /** A sample of the shared text, an own token and then its images, with a text of a length of its own behind. */
    private static TrainingSample sample(int number, int... images) {
        Random shared = new Random(7);
        Random random = new Random(number + 100);
        List<Long> prompt = new ArrayList<>(shared.longs(SHARED, 3, 40).boxed().toList());
        prompt.add(3L + number);
        List<TrainingSample.Shown> shown = new ArrayList<>();
        for (int image : images) {
            shown.add(new TrainingSample.Shown(image, prompt.size()));
            random.longs(VISUAL_TOKENS, 0, 1).forEach(prompt::add);
        }
        random.longs(2 + number % 3, 3, 40).forEach(prompt::add);
        return new TrainingSample(
                "sample " + number,
                shown,
                TextRow.of(
                        prompt.stream().mapToLong(Long::longValue).toArray(),
                        random.longs(1 + number % 2, 3, 40).toArray()));
    }

    static Result run(
            PromptReading reading, List<TrainingSample> samples, int rows, SessionConfig config, MemoryUse memory) {
        LanguageModel model = reading.model();
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());
        Map<String, Tensor> weights = adapter.initialise(3);
        MicroBatch batch = new Batcher(reading, new Drawn(VISUAL_TOKENS, WIDTH), VISUAL_TOKENS, rows).batch(samples);
        try (TrainingStep step = new TrainingStep(reading, TrainedParts.of(adapter), Map.of(), 0, config, memory)) {
            double weight = 1.0 / batch.text().targetCount();
            double loss = step.accumulate(batch, weight, weights, 1, 0);
            double alone = step.loss(batch, weight, weights);
            return new Result(loss, alone, step.gradients());
        }
    }

    static void assertSame(Result expected, Result found, double loss, float gradients) {
        assertEquals(expected.loss, found.loss, loss * expected.loss);
        assertEquals(expected.alone, found.alone, loss * expected.alone);
        expected.gradients.forEach((name, gradient) -> {
            float[] numbers = gradient.toFloatArray();
            float largest = 0;
            for (float number : numbers) {
                largest = Math.max(largest, Math.abs(number));
            }
            assertTrue(largest > 1e-4, name + " gets a gradient");
            assertArrayEquals(numbers, found.gradients.get(name).toFloatArray(), gradients * largest, name);
        });
    }

    private static void assertSame(LanguageModel model, List<TrainingSample> samples, int rows, MemoryUse memory) {
        PromptReading reading = PromptReading.of(model, samples, rows, SessionConfig.DEFAULT);
        assertEquals(PromptReading.shared(samples), reading.beginning());
        Result expected = run(PromptReading.whole(model), samples, rows, SessionConfig.DEFAULT, memory);
        assertSame(expected, run(reading, samples, rows, SessionConfig.DEFAULT, memory), 2e-6, 1e-5F);
    }

    /** Texts of unlike lengths, without and with a row that has no sample. */
    @ParameterizedTest
    @MethodSource("models")
    void aStepIsTheSame(Path folder) {
        LanguageModel model = LanguageModel.load(folder);
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1, 1), sample(2, 2));
        assertSame(model, samples, 3, MemoryUse.ORDINARY);
        assertSame(model, samples, 4, MemoryUse.LOW);
        assertSame(model, samples.subList(0, 1), 1, MemoryUse.ORDINARY);
    }

    /** Several images, one and none. */
    @Test
    void mixedSamplesGiveTheSame() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1), sample(2, 1, 2, 1), sample(3), sample(4, 2, 0));
        assertSame(model, samples, 5, MemoryUse.ORDINARY);
        assertSame(model, samples, 8, MemoryUse.ORDINARY);
    }

    /**
     * Rows are rounded by themselves, so that numbers differ by single precision, except where that decides to which integer one is
     * rounded: a change of the adapter's weights in the seventh digit changes loss and gradients by as much.
     */
    @ParameterizedTest
    @CsvSource({"INT8, 2e-6, 1e-2", "INT8X2, 5e-5, 5e-4", "INT16, 5e-5, 5e-4"})
    void aStepOfRoundedWeightsIsTheSame(Precision precision, double loss, float gradients) {
        LanguageModel model = LanguageModel.load(shapes());
        SessionConfig config = SessionConfig.DEFAULT.withPrecision(precision);
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1, 1), sample(2, 2));
        PromptReading reading = PromptReading.of(model, samples, 3, config);
        assertEquals(SHARED, reading.beginning());
        Result expected = run(PromptReading.whole(model), samples, 3, config, MemoryUse.ORDINARY);
        assertSame(expected, run(reading, samples, 3, config, MemoryUse.ORDINARY), loss, gradients);
    }

    @Test
    void whatIsComputedOnceIsTheSameToTheBit() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("gpt2"));
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1, 1), sample(2, 2), sample(8, 1));
        PromptReading once = PromptReading.of(model, samples, 3, SessionConfig.DEFAULT);
        run(once, samples.subList(1, 4), 3, SessionConfig.DEFAULT, MemoryUse.ORDINARY);
        Result one = run(once, samples.subList(0, 3), 3, SessionConfig.DEFAULT, MemoryUse.ORDINARY);
        PromptReading again = PromptReading.of(model, samples, 3, SessionConfig.DEFAULT);
        Result other = run(again, samples.subList(0, 3), 3, SessionConfig.DEFAULT, MemoryUse.ORDINARY);
        assertEquals(one.loss, other.loss);
        assertEquals(one.alone, other.alone);
        one.gradients.forEach((name, gradient) ->
                assertEquals(gradient.bytes(), other.gradients.get(name).bytes(), name));
    }

    /** Two micro-batches as rounds of one run, as on a device, to which the beginning is fed once. */
    @Test
    void severalMicroBatchesInOneRunAreTheSameToTheBit() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1, 1), sample(3, 2), sample(4, 1));
        PromptReading reading = PromptReading.of(model, samples, 2, SessionConfig.DEFAULT);
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());
        Batcher batcher = new Batcher(reading, new Drawn(VISUAL_TOKENS, WIDTH), VISUAL_TOKENS, 2);
        List<Map<String, Tensor>> gradients = new ArrayList<>();
        for (int inOneRun : new int[] {1, 2}) {
            TrainingStep step = new TrainingStep(
                    reading, TrainedParts.of(adapter), Map.of(), 0, SessionConfig.DEFAULT, MemoryUse.ORDINARY);
            try (LanguageLoss loss = new LanguageLoss(step, batcher, 2, inOneRun)) {
                loss.accumulate(1, samples, adapter.initialise(3));
                gradients.add(loss.gradients());
            }
        }
        gradients
                .get(0)
                .forEach((name, gradient) -> assertEquals(
                        gradient.bytes(), gradients.get(1).get(name).bytes(), name));
    }

    @Test
    void aBeginningEndsBeforeWhatDiffersIsSeenOrPredicts() {
        assertEquals(SHARED, PromptReading.shared(List.of(sample(0, 0), sample(1))));
        assertEquals(SHARED + 1, PromptReading.shared(List.of(sample(1, 0), sample(1, 2))));
        long[] ids = LongStream.range(0, 30).toArray();
        TrainingSample text = new TrainingSample("text", List.of(), TextRow.of(ids, new long[] {1}));
        TrainingSample image = new TrainingSample("image", 0, 20, TextRow.of(ids, new long[] {1}));
        TrainingSample turns =
                new TrainingSample("turns", List.of(), new TextRow(ids, new int[] {17, 25}, new long[] {1}));
        assertEquals(29, PromptReading.shared(List.of(text)));
        assertEquals(20, PromptReading.shared(List.of(text, image)));
        assertEquals(16, PromptReading.shared(List.of(image, turns, text)));
        assertEquals(0, PromptReading.shared(List.of()));
    }

    @Test
    void shortBeginningsAreReadWithTheRest() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        long[] ids = new long[30];
        for (int shared : new int[] {PromptReading.FEWEST - 1, PromptReading.FEWEST}) {
            TrainingSample sample = new TrainingSample("short", 0, shared, TextRow.of(ids, new long[] {1}));
            int expected = shared < PromptReading.FEWEST ? 0 : shared;
            assertEquals(
                    expected,
                    PromptReading.of(model, List.of(sample), 2, SessionConfig.DEFAULT)
                            .beginning());
        }
    }

    /** Without its mask the model reads in both directions, and the beginning follows from what is behind it. */
    @Test
    void aModelThatReadsInBothDirectionsReadsAll(@TempDir Path folder) throws IOException {
        BothDirections.write(folder);
        List<TrainingSample> samples = List.of(sample(0, 0), sample(1, 1));
        assertEquals(
                SHARED,
                PromptReading.of(LanguageModel.load(Checkout.tiny("llama")), samples, 2, SessionConfig.DEFAULT)
                        .beginning());
        PromptReading changed = PromptReading.of(LanguageModel.load(folder), samples, 2, SessionConfig.DEFAULT);
        assertEquals(0, changed.beginning());
        assertTrue(changed.summary().contains("reads in both directions"), changed::summary);
    }

    @Test
    void whatReadsPromptsApartReadsAll() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("t5"));
        assertEquals(
                0,
                PromptReading.of(model, List.of(sample(0, 0)), 1, SessionConfig.DEFAULT)
                        .beginning());
    }

    @Test
    void aModelThatLearnsIsRefused() {
        LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
        PromptReading reading = PromptReading.of(model, List.of(sample(0, 0)), 1, SessionConfig.DEFAULT);
        Adapter adapter = AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());
        TrainedParts parts = new TrainedParts(adapter, List.of(LowRank.of(model.bodyGraph(), 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TrainingStep(reading, parts, Map.of(), 0, SessionConfig.DEFAULT, MemoryUse.ORDINARY));
    }
}
