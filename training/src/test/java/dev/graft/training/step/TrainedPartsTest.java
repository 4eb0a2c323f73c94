package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.SharedData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Training steps of more than an adapter, on more than single precision, in more than one process. */
class TrainedPartsTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 10;

    private final LanguageModel model = LanguageModel.load(SharedData.path("backbones/stories260k"));
    private final Adapter adapter =
            AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());

    private Batcher batcher(ElementType type, int rows) {
        return new Batcher(model, new DrawnHalves(VISUAL_TOKENS, WIDTH, type), VISUAL_TOKENS, rows);
    }

    /** Samples whose answers are 1, 2, 3, ... tokens long. */
    private static List<TrainingSample> samples(int count) {
        Random random = new Random(4);
        return IntStream.range(0, count)
                .mapToObj(i -> new TrainingSample(
                        "sample " + i,
                        i,
                        0,
                        TextRow.of(
                                random.longs(6, 3, 500).toArray(),
                                random.longs(1 + i, 3, 500).toArray())))
                .toList();
    }

    private Map<String, Tensor> weights(TrainedParts parts) {
        Map<String, Tensor> weights = new LinkedHashMap<>(parts.adapter().initialise(1));
        parts.tunings().forEach(tuning -> weights.putAll(tuning.initialise(2)));
        return weights;
    }

    /** Along a direction d the gradient's slope g·d is what the loss does between the points half a step to each side. */
    @Test
    void changesOfTheFrozenModelLearnToo() {
        TrainedParts parts = new TrainedParts(adapter, List.of(LowRank.of(model.bodyGraph(), 4)));
        MicroBatch batch = batcher(ElementType.FLOAT, 3).batch(samples(3));
        double weight = 1.0 / batch.text().targetCount();
        Map<String, Tensor> weights = weights(parts);
        try (TrainingStep step = new TrainingStep(model, parts, SessionConfig.DEFAULT)) {
            step.accumulate(batch, weight, weights, 1, 0);
            assertEquals(parts.parameterShapes().keySet(), step.gradients().keySet());
            step.gradients().forEach((name, gradient) -> {
                double length = length(gradient);
                assertTrue(length > 1e-3, name + " gets a gradient");
                double best = Double.POSITIVE_INFINITY;
                for (double h : new double[] {0.003, 0.01, 0.03}) {
                    double up = step.loss(batch, weight, moved(weights, name, gradient, h / length));
                    double down = step.loss(batch, weight, moved(weights, name, gradient, -h / length));
                    best = Math.min(best, Math.abs((up - down) / (2 * h) / length - 1));
                }
                assertEquals(0, best, 5e-3, name);
            });
        }
    }

    private static double length(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toFloatArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static Map<String, Tensor> moved(Map<String, Tensor> weights, String name, Tensor by, double factor) {
        Map<String, Tensor> moved = new LinkedHashMap<>(weights);
        Tensor copy = weights.get(name).copy();
        for (int i = 0; i < copy.size(); i++) {
            copy.floats()
                    .put(i, (float) (copy.floats().get(i) + factor * by.floats().get(i)));
        }
        moved.put(name, copy);
        return moved;
    }

    @Test
    void aChangeOfNothingChangesNothing() {
        TrainedParts parts = new TrainedParts(adapter, List.of(LowRank.of(model.bodyGraph(), 4)));
        MicroBatch batch = batcher(ElementType.FLOAT, 2).batch(samples(2));
        Map<String, Tensor> weights = weights(parts);
        try (TrainingStep tuned = new TrainingStep(model, parts, SessionConfig.DEFAULT);
                TrainingStep plain = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT)) {
            double expected = plain.loss(batch, 1, adapter.initialise(1));
            assertTrue(Math.abs(tuned.loss(batch, 1, weights) - expected) > 1e-3);
            weights.computeIfPresent("lora.b", (name, b) -> Tensor.allocate(b.type(), b.shape()));
            assertEquals(expected, tuned.loss(batch, 1, weights), 1e-5);
        }
    }

    @Test
    void partsOfOneNameAreRefused() {
        LowRank tuning = LowRank.of(model.bodyGraph(), 0);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new TrainedParts(adapter, List.of(tuning, tuning)))
                .getMessage();
        assertTrue(message.contains("lora.a"), message);
    }

    /** What is stored in half precision is widened by the graph, which is exact. */
    @Test
    void featuresOfHalfPrecisionGiveTheSameBits() {
        TrainedParts parts = TrainedParts.of(adapter);
        List<TrainingSample> samples = samples(2);
        MicroBatch half = batcher(ElementType.FLOAT16, 2).batch(samples);
        assertEquals(ElementType.FLOAT16, half.features().type());
        MicroBatch single = batcher(ElementType.FLOAT, 2).batch(samples);
        Map<String, Tensor> weights = weights(parts);
        try (TrainingStep one = new TrainingStep(model, parts, SessionConfig.DEFAULT);
                TrainingStep other = new TrainingStep(model, parts, SessionConfig.DEFAULT)) {
            assertEquals(one.accumulate(single, 1, weights, 1, 0), other.accumulate(half, 1, weights, 1, 0));
            one.gradients()
                    .forEach((name, gradient) -> assertEquals(
                            gradient.bytes(), other.gradients().get(name).bytes(), name));
        }
    }

    /** Two processes with a part of a batch each, of unlike numbers of target tokens, have the gradients of the whole. */
    @Test
    void gradientsOfProcessesAddUpToThoseOfTheWholeBatch() {
        TrainedParts parts = TrainedParts.of(adapter);
        List<TrainingSample> samples = samples(4);
        Map<String, Tensor> weights = weights(parts);
        try (TrainingStep one = new TrainingStep(model, parts, SessionConfig.DEFAULT);
                TrainingStep other = new TrainingStep(model, parts, SessionConfig.DEFAULT);
                TrainingStep whole = new TrainingStep(model, parts, SessionConfig.DEFAULT)) {
            LanguageLoss first = loss(one);
            LanguageLoss second = loss(other);
            first.accumulate(1, samples.subList(0, 2), weights);
            second.accumulate(1, samples.subList(2, 4), weights);
            long secondTerms = second.terms(samples.subList(2, 4));
            GradientExchange exchange = (gradients, terms) -> {
                Map<String, Tensor> means = new LinkedHashMap<>();
                gradients.forEach((name, gradient) -> {
                    Tensor mean = Tensor.allocate(gradient.type(), gradient.shape());
                    Tensor theirs = second.gradients().get(name);
                    for (int i = 0; i < mean.size(); i++) {
                        double sum = terms * gradient.floats().get(i)
                                + secondTerms * theirs.floats().get(i);
                        mean.floats().put(i, (float) (sum / (terms + secondTerms)));
                    }
                    means.put(name, mean);
                });
                return means;
            };
            Map<String, Tensor> found = exchange.exchange(first.gradients(), first.terms(samples.subList(0, 2)));
            LanguageLoss all = loss(whole);
            all.accumulate(1, samples, weights);
            all.gradients().forEach((name, expected) -> {
                for (int i = 0; i < expected.size(); i++) {
                    assertEquals(
                            expected.floats().get(i), found.get(name).floats().get(i), 1e-5, name);
                }
            });
        }
    }

    private LanguageLoss loss(TrainingStep step) {
        return new LanguageLoss(step, batcher(ElementType.FLOAT, 2), 2);
    }
}
