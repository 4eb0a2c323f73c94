package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import dev.graft.training.TinyRun;
import dev.graft.training.features.Features;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Micro-batches that one run computes in turn, as on CUDA, against runs of their own on the CPU. */
class SeveralInOneRunTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 6;

    @TempDir
    private Path folder;

    private LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));

    private Batcher batcher(ElementType type, int rows) {
        return new Batcher(model, new DrawnHalves(VISUAL_TOKENS, WIDTH, type), VISUAL_TOKENS, rows);
    }

    private static TrainingSample sample(int number, int tokens, int... images) {
        Random random = new Random(number);
        List<TrainingSample.Shown> shown = new ArrayList<>();
        for (int i = 0; i < images.length; i++) {
            shown.add(new TrainingSample.Shown(images[i], 1 + i * VISUAL_TOKENS));
        }
        long[] prompt = random.longs(tokens, 3, 11).toArray();
        return new TrainingSample(
                "sample " + number,
                shown,
                TextRow.of(prompt, random.longs(1 + number % 4, 3, 11).toArray()));
    }

    /** Seven samples, so that the last micro-batch of two or three is not full, of nearly one length. */
    private static List<TrainingSample> samples() {
        List<TrainingSample> samples = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            samples.add(sample(i, 9 + i % 3, i));
        }
        return samples;
    }

    private record Found(double loss, Map<String, float[]> gradients) {}

    private Found run(
            TrainedParts parts,
            Batcher batcher,
            List<TrainingSample> samples,
            int micro,
            int inOneRun,
            SessionConfig config) {
        return run(parts, batcher, samples, micro, inOneRun, config, MemoryUse.ORDINARY);
    }

    private Found run(
            TrainedParts parts,
            Batcher batcher,
            List<TrainingSample> samples,
            int micro,
            int inOneRun,
            SessionConfig config,
            MemoryUse memory) {
        Map<String, Tensor> weights = new LinkedHashMap<>(parts.adapter().initialise(1));
        parts.tunings().forEach(tuning -> weights.putAll(tuning.initialise(2)));
        try (TrainingStep step = new TrainingStep(model, parts, Map.of(), 5, config, memory);
                LanguageLoss loss = new LanguageLoss(step, batcher, micro, inOneRun)) {
            // The second step shows that nothing of the first is left.
            loss.accumulate(1, samples.subList(0, 3), weights);
            double found = loss.accumulate(2, samples, weights).get(BatchLoss.LOSS);
            Map<String, float[]> gradients = new LinkedHashMap<>();
            loss.gradients().forEach((name, gradient) -> gradients.put(name, gradient.toFloatArray()));
            return new Found(found, gradients);
        }
    }

    private static void assertSameBits(Found expected, Found found) {
        assertEquals(expected.loss, found.loss, 0);
        assertEquals(expected.gradients.keySet(), found.gradients.keySet());
        expected.gradients.forEach((name, gradient) -> {
            assertArrayEquals(gradient, found.gradients.get(name), name);
        });
        assertTrue(expected.gradients.values().stream()
                        .mapToDouble(SeveralInOneRunTest::length)
                        .sum()
                > 1e-2);
    }

    private static double length(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += (double) number * number;
        }
        return Math.sqrt(sum);
    }

    private Adapter adapter(String kind) {
        return AdapterSpec.of(Map.of("kind", kind)).create(WIDTH, VISUAL_TOKENS, model.width());
    }

    /** Of all in one run, of two and two and the rest, and of one alone behind the others. */
    @ParameterizedTest
    @CsvSource({"2, 2", "2, 3", "2, 100", "1, 4", "3, 2"})
    void giveTheSameBits(int micro, int inOneRun) {
        TrainedParts parts = TrainedParts.of(adapter("linear"));
        Batcher batcher = batcher(ElementType.FLOAT, micro);
        Found expected = run(parts, batcher, samples(), micro, 1, SessionConfig.DEFAULT);
        assertSameBits(expected, run(parts, batcher, samples(), micro, inOneRun, SessionConfig.DEFAULT));
    }

    @Test
    void dropTheSameAndReadHalvesTheSame() {
        Map<String, Object> small = Map.of(
                "kind",
                "qformer",
                "queries",
                VISUAL_TOKENS,
                "layers",
                1,
                "width",
                8,
                "heads",
                2,
                "feed_forward",
                12,
                "dropout",
                0.4);
        Adapter adapter = AdapterSpec.of(small).create(WIDTH, VISUAL_TOKENS, model.width());
        TrainedParts parts = TrainedParts.of(adapter);
        Batcher batcher = batcher(ElementType.FLOAT16, 2);
        Found expected = run(parts, batcher, samples(), 2, 1, SessionConfig.DEFAULT);
        assertSameBits(expected, run(parts, batcher, samples(), 2, 4, SessionConfig.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORDINARY", "LOW"})
    void trainChangesOfTheFrozenModelTheSame(MemoryUse memory) {
        TrainedParts parts = new TrainedParts(adapter("linear"), List.of(LowRank.of(model.bodyGraph(), 4)));
        Batcher batcher = batcher(ElementType.FLOAT, 2);
        Found expected = run(parts, batcher, samples(), 2, 1, SessionConfig.DEFAULT, memory);
        assertSameBits(expected, run(parts, batcher, samples(), 2, 4, SessionConfig.DEFAULT, memory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT8", "INT16"})
    void giveTheSameBitsInIntegers(Precision precision) throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        tiny.writeLanguage(5, 128, 512);
        model = LanguageModel.load(tiny.language);
        SessionConfig config = SessionConfig.DEFAULT.withPrecision(precision).withCache(folder.resolve("cache"));
        TrainedParts parts = TrainedParts.of(adapter("linear"));
        Batcher batcher = batcher(ElementType.FLOAT, 2);
        // Its first word follows from the last visual token, since this model sees no more than one token.
        List<TrainingSample> samples = IntStream.range(0, 7)
                .mapToObj(i -> sample(i, 1 + VISUAL_TOKENS, i))
                .toList();
        Found expected = run(parts, batcher, samples, 2, 1, config);
        assertSameBits(expected, run(parts, batcher, samples, 2, 4, config));
        assertNotEquals(run(parts, batcher, samples, 2, 4, SessionConfig.DEFAULT).loss, expected.loss);
    }

    @Test
    void giveTheSameBitsThroughAnEncoderAndADecoder() {
        model = LanguageModel.load(Checkout.tiny("t5"));
        TrainedParts parts = TrainedParts.of(adapter("linear"));
        Batcher batcher = batcher(ElementType.FLOAT, 2);
        Found expected = run(parts, batcher, samples(), 2, 1, SessionConfig.DEFAULT);
        assertSameBits(expected, run(parts, batcher, samples(), 2, 4, SessionConfig.DEFAULT));
    }

    /** Which are then padded to one size, so that the sums are of more zeros and differ in the last bits. */
    @Test
    void mayBeOfSeveralLengthsAndNumbersOfImages() {
        List<TrainingSample> mixed = List.of(
                sample(1, 9, 0),
                sample(2, 30, 1),
                sample(3, 12),
                sample(4, 14, 2, 3),
                sample(5, 5),
                sample(6, 6),
                sample(7, 50, 4, 4, 0));
        TrainedParts parts = TrainedParts.of(adapter("linear"));
        Batcher batcher = batcher(ElementType.FLOAT, 2);
        Found expected = run(parts, batcher, mixed, 2, 1, SessionConfig.DEFAULT);
        Found found = run(parts, batcher, mixed, 2, 4, SessionConfig.DEFAULT);
        assertEquals(expected.loss, found.loss, 1e-6 * expected.loss);
        expected.gradients.forEach((name, gradient) -> {
            float[] other = found.gradients.get(name);
            float[] difference = new float[gradient.length];
            for (int i = 0; i < gradient.length; i++) {
                difference[i] = gradient[i] - other[i];
            }
            assertEquals(0, length(difference) / length(gradient), 1e-5, name);
        });
    }

    @Test
    void aLossThatIsNoNumberNamesItsSamples() {
        Features broken = new Features() {
            private final Features drawn = new DrawnHalves(VISUAL_TOKENS, WIDTH, ElementType.FLOAT);

            @Override
            public int tokens() {
                return VISUAL_TOKENS;
            }

            @Override
            public int width() {
                return WIDTH;
            }

            @Override
            public Tensor of(int image) {
                Tensor tensor = drawn.of(image);
                if (image == 4) {
                    tensor.floats().put(0, Float.NaN);
                }
                return tensor;
            }
        };
        Batcher batcher = new Batcher(model, broken, VISUAL_TOKENS, 2);
        TrainedParts parts = TrainedParts.of(adapter("linear"));
        String message = assertThrows(
                        NonFiniteLossException.class, () -> run(parts, batcher, samples(), 2, 4, SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(message.contains("sample 4") && !message.contains("sample 3"), message);
    }
}
