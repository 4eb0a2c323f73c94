package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.rewrite.DropoutMasks;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is dropped: how much, and on what it depends. */
class MaskSamplerTest {
    private static final double RATE = 0.1;
    private static final String FIRST = "dropout/0/0.1";
    private static final String SECOND = "dropout/1/0.1";

    @Test
    void theRateIsWhatWasAskedFor() {
        try (Session session = open(64, 999)) {
            float[] mask = draw(new MaskSampler(1), session, 1, 0).get(FIRST).toFloatArray();
            Set<Float> values = new TreeSet<>();
            double sum = 0;
            for (float value : mask) {
                values.add(value);
                sum += value;
            }
            assertEquals(Set.of(0f, (float) (1 / 0.9)), values);
            double deviation = Math.sqrt(RATE / (1 - RATE) / mask.length);
            assertEquals(1, sum / mask.length, 4 * deviation);
        }
    }

    /** Dropout leaves the expectation of what is linear behind it as it was. */
    @Test
    void theMeanOverStepsIsTheValueWithoutDropout() {
        int draws = 2000;
        float[] x = {1, -2, 3, 0.5f, 4, -1};
        double[] mean = new double[2];
        MaskSampler sampler = new MaskSampler(3);
        try (Session session = open(2, 3)) {
            for (int step = 0; step < draws; step++) {
                Map<String, Tensor> feeds = draw(sampler, session, step, 0);
                feeds.put("x", Tensor.of(x, 2, 3));
                float[] sums = session.run(feeds).get("sums").toFloatArray();
                mean[0] += sums[0] / draws;
                mean[1] += sums[1] / draws;
            }
        }
        // Two masks, one after the other: the variance of their product, as a multiple of the square of an element.
        double variance = 1 / (0.9 * 0.9) - 1;
        assertEquals(2, mean[0], 4 * Math.sqrt(14 * variance / draws));
        assertEquals(3.5, mean[1], 4 * Math.sqrt(17.25 * variance / draws));
    }

    @Test
    void aSampleIsDroppedTheSameInAnyMicroBatch() {
        try (Session whole = open(5, 7);
                Session part = open(2, 7)) {
            float[] all = draw(new MaskSampler(4), whole, 9, 0).get(SECOND).toFloatArray();
            MaskSampler other = new MaskSampler(4);
            draw(other, whole, 8, 0);
            float[] some = draw(other, part, 9, 3).get(SECOND).toFloatArray();
            assertArrayEquals(Arrays.copyOfRange(all, 3 * 7, 5 * 7), some);
        }
    }

    @Test
    void seedsStepsPlacesAndSamplesDiffer() {
        try (Session session = open(2, 100)) {
            Map<String, Tensor> masks = draw(new MaskSampler(5), session, 1, 0);
            float[] mask = masks.get(FIRST).toFloatArray();
            assertFalse(Arrays.equals(mask, masks.get(SECOND).toFloatArray()));
            assertFalse(Arrays.equals(Arrays.copyOf(mask, 100), Arrays.copyOfRange(mask, 100, 200)));
            assertFalse(Arrays.equals(mask, mask(5, session, 2)));
            assertFalse(Arrays.equals(mask, mask(6, session, 1)));
            assertTrue(Arrays.equals(mask, mask(5, session, 1)));
        }
    }

    private static float[] mask(long seed, Session session, long step) {
        return draw(new MaskSampler(seed), session, step, 0).get(FIRST).toFloatArray();
    }

    private static Map<String, Tensor> draw(MaskSampler sampler, Session session, long step, int first) {
        return sampler.draw(step, first, session.inputShapes());
    }

    /** The sum of each row of {@code x} after two dropouts. */
    private static Session open(int rows, int columns) {
        GraphBuilder g = new GraphBuilder("dropout");
        Value x = g.input("x", ElementType.FLOAT, rows, columns);
        g.output("sums", x.dropout(RATE).multiply(1).dropout(RATE).sum(false, 1));
        return Session.open(DropoutMasks.fed(g.build()));
    }
}
