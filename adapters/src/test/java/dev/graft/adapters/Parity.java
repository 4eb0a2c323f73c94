package dev.graft.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Closeness;
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
            double limit = name.equals(AdapterRun.OUTPUT) ? OUTPUT_TOLERANCE : GRADIENT_TOLERANCE;
            Closeness.absolute(limit * largest(scale))
                    .check(
                            name,
                            tensor.shape(),
                            tensor.toFloatArray(),
                            actual.get(name).toFloatArray());
        });
    }

    /** Of a gradient that is zero throughout, one: then the difference itself counts. */
    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toFloatArray()) {
            largest = Closeness.largest(largest, value);
        }
        return largest == 0 ? 1 : largest;
    }
}
