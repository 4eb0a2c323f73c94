package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Agreement with what PyTorch computed. */
public final class Parity {
    private static final double OUTPUT_TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private Parity() {}

    public static void assertShapes(Adapter adapter, Map<String, Tensor> weights) {
        assertEquals(adapter.parameterShapes().keySet(), new LinkedHashMap<>(weights).keySet());
        adapter.parameterShapes()
                .forEach((name, shape) ->
                        assertArrayEquals(shape, weights.get(name).shape(), name));
        adapter.initialise(0)
                .forEach((name, start) ->
                        assertArrayEquals(weights.get(name).shape(), start.shape(), "initial " + name));
    }

    public static void assertClose(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        expected.forEach((name, tensor) -> {
            assertArrayEquals(tensor.shape(), actual.get(name).shape(), name);
            // The bias of keys shifts all scores of a query alike, which a softmax does not see: its gradient is zero,
            // and both have rounding errors only, which are small beside the gradient of the weight.
            Tensor scale = expected.get(name.replaceFirst("\\.key\\.bias$", ".key.weight"));
            double error = difference(tensor, actual.get(name)) / largest(scale);
            double limit = name.equals(AdapterRun.OUTPUT) ? OUTPUT_TOLERANCE : GRADIENT_TOLERANCE;
            assertTrue(error <= limit, name + ": relative error " + error + ", at most " + limit);
        });
    }

    private static double difference(Tensor first, Tensor second) {
        float[] left = first.toFloatArray();
        float[] right = second.toFloatArray();
        double difference = 0;
        for (int i = 0; i < left.length; i++) {
            difference = Math.max(difference, Math.abs((double) left[i] - right[i]));
        }
        return difference;
    }

    /** Of a gradient that is zero throughout, one: then the difference itself counts. */
    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toFloatArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest == 0 ? 1 : largest;
    }
}
