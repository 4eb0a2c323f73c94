package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Q-Former that reads a text of each sample besides its images, as InstructBLIP's. */
class InstructionTest {
    private static final int FEATURES = 3;
    private static final int WIDTH = 5;
    private static final int QUERIES = 2;

    private final LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
    private final Adapter adapter = AdapterSpec.of(Map.of(
                    "kind",
                    "qformer",
                    "queries",
                    QUERIES,
                    "layers",
                    2,
                    "width",
                    8,
                    "heads",
                    2,
                    "feed_forward",
                    8,
                    "vocabulary",
                    12,
                    "positions",
                    16))
            .create(WIDTH, FEATURES, model.width());
    private final Map<String, Tensor> weights = large(adapter.initialise(3));

    /** BERT's start is so small that the text would hardly count. */
    private static Map<String, Tensor> large(Map<String, Tensor> start) {
        Random random = new Random(8);
        start.values().forEach(tensor -> {
            for (int i = 0; i < tensor.size(); i++) {
                tensor.floats().put(i, tensor.floats().get(i) + 0.3f * (float) random.nextGaussian());
            }
        });
        return start;
    }

    private static TrainingSample sample(int seed, int words, int... images) {
        Random random = new Random(seed);
        List<TrainingSample.Shown> shown = new ArrayList<>();
        for (int i = 0; i < images.length; i++) {
            shown.add(new TrainingSample.Shown(images[i], 1 + i * QUERIES));
        }
        long[] prompt = random.longs(4 + (long) images.length * QUERIES, 3, 40).toArray();
        TextRow row = TextRow.of(prompt, random.longs(2 + seed % 3, 3, 40).toArray());
        return new TrainingSample("sample " + seed, shown, row)
                .withInstruction(random.longs(words, 0, 12).toArray());
    }

    private static final List<TrainingSample> SAMPLES =
            List.of(sample(1, 3, 0), sample(2, 11, 1), sample(3, 5, 1, 2), sample(4, 2), sample(5, 9, 3));

    private double accumulate(int rows, List<TrainingSample> samples, Map<String, Tensor> gradients) {
        Batcher batcher = new Batcher(model, new Drawn(FEATURES, WIDTH), QUERIES, rows);
        double loss = 0;
        try (TrainingStep step = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT)) {
            for (int from = 0; from < samples.size(); from += rows) {
                List<TrainingSample> part = samples.subList(from, Math.min(from + rows, samples.size()));
                loss += step.accumulate(batcher.batch(part), 1, weights, 1, 0);
            }
            step.gradients().forEach((name, gradient) -> gradients.put(name, gradient.copy()));
        }
        return loss;
    }

    /** What a text does to one image does not depend on the texts beside it, or on the padding behind it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aBatchIsTheSumOfItsSamples(int rows) {
        Map<String, Tensor> alone = new LinkedHashMap<>();
        Map<String, Tensor> together = new LinkedHashMap<>();
        double loss = accumulate(1, SAMPLES, alone);
        assertEquals(loss, accumulate(rows, SAMPLES, together), 1e-5 * loss);
        alone.forEach((name, expected) ->
                assertArrayEquals(expected.toFloatArray(), together.get(name).toFloatArray(), 1e-4F, name));
    }

    @Test
    void theTextDecidesTheLoss() {
        TrainingSample one = SAMPLES.get(0);
        double before = accumulate(1, List.of(one), new LinkedHashMap<>());
        double other = accumulate(1, List.of(one.withInstruction(new long[] {7, 1, 4})), new LinkedHashMap<>());
        assertTrue(Math.abs(before - other) > 1e-3, before + " and " + other);
    }

    /** The words, whose rows are looked up, along their gradient. */
    @Test
    void wordsAreLearnt() {
        String words = "embeddings.word_embeddings.weight";
        MicroBatch batch = new Batcher(model, new Drawn(FEATURES, WIDTH), QUERIES, 4).batch(SAMPLES.subList(0, 4));
        try (TrainingStep step = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT)) {
            step.accumulate(batch, 1, weights, 1, 0);
            Tensor gradient = step.gradients().get(words).copy();
            double square = 0;
            for (float value : gradient.toFloatArray()) {
                square += value * value;
            }
            double length = Math.sqrt(square);
            assertTrue(length > 1e-3, "words get a gradient, of length " + length);
            double best = Double.POSITIVE_INFINITY;
            for (double h : new double[] {0.003, 0.01, 0.03}) {
                double up = step.loss(batch, 1, moved(words, gradient, h / length));
                double down = step.loss(batch, 1, moved(words, gradient, -h / length));
                best = Math.min(best, Math.abs((up - down) / (2 * h) / length - 1));
            }
            assertEquals(0, best, 1e-2);
        }
    }

    private Map<String, Tensor> moved(String name, Tensor direction, double by) {
        Map<String, Tensor> moved = new LinkedHashMap<>(weights);
        Tensor changed = weights.get(name).copy();
        for (int i = 0; i < changed.size(); i++) {
            changed.floats().put(i, (float)
                    (changed.floats().get(i) + by * direction.floats().get(i)));
        }
        moved.put(name, changed);
        return moved;
    }
}
