package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummedLossTest {
    /** Gives the step's number times what it holds. */
    private record Fixed(double loss, Map<String, Tensor> gradients) implements BatchLoss {
        @Override
        public void close() {}

        @Override
        public Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained) {
            return Map.of(LOSS, step * loss);
        }

        @Override
        public Map<String, Tensor> weights(Map<String, Tensor> trained) {
            Map<String, Tensor> all = new LinkedHashMap<>(trained);
            all.put("of " + loss, Tensor.of(new float[] {1}, 1));
            return all;
        }

        @Override
        public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
            return Map.of(LOSS, loss);
        }
    }

    private final Fixed whole = new Fixed(3, Map.of("a", vector(1, 2), "b", vector(5)));
    private final Fixed part = new Fixed(7, Map.of("a", vector(10, -20)));
    private final SummedLoss sum =
            new SummedLoss(List.of(new SummedLoss.Part("whole", 0.5, whole), new SummedLoss.Part("part", 2, part)));

    @Test
    void lossesAndGradientsAreWeighted() {
        for (long step = 1; step <= 2; step++) { // the second does not add to the first
            Map<String, Double> losses = sum.accumulate(step, List.of(), Map.of());
            assertEquals(Map.of("loss", step * 15.5, "loss/whole", step * 3.0, "loss/part", step * 7.0), losses);
            assertArrayEquals(new float[] {20.5f, -39}, sum.gradients().get("a").toFloatArray());
            assertArrayEquals(new float[] {2.5f}, sum.gradients().get("b").toFloatArray());
        }
        assertEquals(Map.of("loss", 15.5, "loss/whole", 3.0, "loss/part", 7.0), sum.mean(List.of(), Map.of()));
    }

    @Test
    void theFirstHasAllWeights() {
        assertEquals(1, sum.weights(Map.of()).size());
        assertEquals(true, sum.weights(Map.of()).containsKey("of 3.0"));
    }

    private static Tensor vector(float... values) {
        return Tensor.of(values, values.length);
    }
}
