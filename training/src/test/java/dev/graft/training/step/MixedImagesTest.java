package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples with several images, one and none in one batch. */
class MixedImagesTest {
    private static final int VISUAL_TOKENS = 3;
    private static final int WIDTH = 5;

    private final LanguageModel model = LanguageModel.load(Checkout.tiny("llama"));
    private final Adapter adapter =
            AdapterSpec.of(Map.of("kind", "linear")).create(WIDTH, VISUAL_TOKENS, model.width());
    private final Map<String, Tensor> weights = adapter.initialise(3);

    private Batcher batcher(int rows) {
        return new Batcher(model, new Drawn(VISUAL_TOKENS, WIDTH), VISUAL_TOKENS, rows);
    }

    /** A sample of text with its images one after the other behind the first token. */
    private static TrainingSample sample(int seed, int... images) {
        Random random = new Random(seed);
        List<TrainingSample.Shown> shown = new ArrayList<>();
        for (int i = 0; i < images.length; i++) {
            shown.add(new TrainingSample.Shown(images[i], 1 + i * VISUAL_TOKENS));
        }
        long[] prompt =
                random.longs(4 + (long) images.length * VISUAL_TOKENS, 3, 40).toArray();
        return new TrainingSample(
                "sample " + seed,
                shown,
                TextRow.of(prompt, random.longs(2 + seed % 3, 3, 40).toArray()));
    }

    private static final List<TrainingSample> MIXED = List.of(
            sample(1, 0), sample(2), sample(3, 1, 2), sample(4, 2, 2, 0), sample(5, 3), sample(6), sample(7, 4));

    /** What an image adds does not depend on what is beside it in the batch. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void aBatchIsTheSumOfItsSamples(int rows) {
        Map<String, Tensor> sum = new LinkedHashMap<>();
        double loss = 0;
        for (TrainingSample sample : MIXED) {
            loss += accumulate(1, List.of(sample), sum);
        }
        Map<String, Tensor> together = new LinkedHashMap<>();
        assertEquals(loss, accumulate(rows, MIXED, together), 1e-5 * loss);
        sum.forEach((name, expected) ->
                assertArrayEquals(expected.toFloatArray(), together.get(name).toFloatArray(), 2e-5F, name));
    }

    /** The way with spare rows against the way without, which has the numbers of PyTorch in other tests. */
    @Test
    void samplesOfOneImageAreReadAsAlone() {
        List<TrainingSample> single = List.of(sample(1, 0), sample(5, 3));
        List<TrainingSample> withText = List.of(single.get(0), sample(2), single.get(1));
        assertEquals(0, batcher(2).batch(single).slots().spareRows());
        assertNotEquals(0, batcher(3).batch(withText).slots().spareRows());
        Map<String, Tensor> expected = new LinkedHashMap<>();
        Map<String, Tensor> found = new LinkedHashMap<>();
        double loss = accumulate(2, single, expected);
        double text = accumulate(1, List.of(sample(2)), new LinkedHashMap<>());
        assertEquals(loss + text, accumulate(3, withText, found), 1e-5 * loss);
        expected.forEach((name, gradient) ->
                assertArrayEquals(gradient.toFloatArray(), found.get(name).toFloatArray(), 2e-5F, name));
    }

    /** Along a direction d the gradient's slope g·d is what the loss does between the points half a step to each side. */
    @Test
    void theGradientIsTheSlopeOfTheLoss() {
        MicroBatch batch = batcher(4).batch(MIXED.subList(1, 5));
        try (TrainingStep step = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT)) {
            step.accumulate(batch, 1, weights, 1, 0);
            step.gradients().forEach((name, gradient) -> {
                double length = length(gradient);
                assertTrue(length > 1e-3, name + " gets a gradient");
                double best = Double.POSITIVE_INFINITY;
                for (double h : new double[] {0.003, 0.01, 0.03}) {
                    double up = step.loss(batch, 1, moved(name, gradient, h / length));
                    double down = step.loss(batch, 1, moved(name, gradient, -h / length));
                    best = Math.min(best, Math.abs((up - down) / (2 * h) / length - 1));
                }
                assertEquals(0, best, 5e-3, name);
            });
        }
    }

    @Test
    void textAloneTeachesTheAdapterNothing() {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        assertTrue(accumulate(2, List.of(sample(2), sample(6)), gradients) > 0);
        gradients.forEach((name, gradient) -> assertEquals(0, length(gradient), 0, name));
    }

    @Test
    void noTwoVisualTokensHaveOnePlace() {
        for (int rows = 1; rows <= 8; rows++) {
            for (int count = 1; count <= Math.min(rows, MIXED.size()); count++) {
                MicroBatch batch = batcher(rows).batch(MIXED.subList(0, count));
                Set<List<Long>> places = new LinkedHashSet<>();
                long[] index = batch.visual().places().toLongArray();
                for (int i = 0; i < index.length; i += 2) {
                    assertTrue(places.add(List.of(index[i], index[i + 1])), "rows " + rows + ", samples " + count);
                    assertTrue(index[i] < rows + batch.slots().spareRows()
                            && index[i + 1] < batch.size().tokens());
                }
                assertEquals(batch.features().dim(0) * VISUAL_TOKENS, places.size());
            }
        }
    }

    private double accumulate(int rows, List<TrainingSample> samples, Map<String, Tensor> into) {
        double loss = 0;
        try (TrainingStep step = new TrainingStep(model, TrainedParts.of(adapter), SessionConfig.DEFAULT)) {
            int images = 0;
            for (int from = 0; from < samples.size(); from += rows) {
                List<TrainingSample> part = samples.subList(from, Math.min(from + rows, samples.size()));
                loss += step.accumulate(batcher(rows).batch(part), 1, weights, 1, images);
                images += ImageSlots.images(part).length;
            }
            step.gradients().forEach((name, gradient) -> {
                Tensor sum = into.computeIfAbsent(name, key -> Tensor.allocate(ElementType.FLOAT, gradient.shape()));
                for (int i = 0; i < gradient.size(); i++) {
                    sum.floats().put(i, sum.floats().get(i) + gradient.floats().get(i));
                }
            });
        }
        return loss;
    }

    private static double length(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toFloatArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private Map<String, Tensor> moved(String name, Tensor by, double factor) {
        Map<String, Tensor> moved = new LinkedHashMap<>(weights);
        Tensor copy = weights.get(name).copy();
        for (int i = 0; i < copy.size(); i++) {
            copy.floats()
                    .put(i, (float) (copy.floats().get(i) + factor * by.floats().get(i)));
        }
        moved.put(name, copy);
        return moved;
    }
}
