package dev.graft.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The numbers are PyTorch's: scripts/reference/adamw.py. */
class AdamWTest {
    private static final SessionConfig SESSION = SessionConfig.DEFAULT.withThreads(1);
    private static final AdamWConfig CONFIG = new AdamWConfig(0.9, 0.95, 1e-6, 0.1, 1).withWeightDecay("position", 0.3);
    private static final int STEPS = 8;

    @Test
    void takesTheStepsOfPyTorch() throws URISyntaxException {
        Map<String, Tensor> golden = golden();
        float[] norms = golden.get("norm").toFloatArray();
        float[] rates = golden.get("rate").toFloatArray();
        try (AdamW optimizer = new AdamW(CONFIG, named(golden, "initial/"), SESSION)) {
            for (int step = 1; step <= STEPS; step++) {
                double norm = optimizer.step(named(golden, "gradient/" + step + "/"), rates[step - 1]);
                assertEquals(norms[step - 1], norm, 1e-6 * norm, "norm of step " + step);
                assertClose("step " + step, named(golden, "parameter/" + step + "/"), optimizer.parameters());
            }
            assertClose("exp_avg", named(golden, "exp_avg/"), named(optimizer.state(), "exp_avg/"));
            assertClose("exp_avg_sq", named(golden, "exp_avg_sq/"), named(optimizer.state(), "exp_avg_sq/"));
        }
    }

    @Test
    void decaysOnlyWhatHasTwoAxesUnlessTold() {
        Map<String, Tensor> ones = Map.of(
                "matrix", Tensor.of(new float[] {1, 1}, 1, 2),
                "bias", Tensor.of(new float[] {1, 1}, 2),
                "told", Tensor.of(new float[] {1}),
                "spared", Tensor.of(new float[] {1}, 1, 1));
        AdamWConfig config = new AdamWConfig(0.9, 0.999, 1e-8, 0.5, 0)
                .withWeightDecay("told", 0.25)
                .withWeightDecay("spared", 0);
        try (AdamW optimizer = new AdamW(config, ones, SESSION)) {
            optimizer.step(zerosLike(ones), 0.5);
            assertEquals(0.75f, optimizer.parameters().get("matrix").floats().get(1));
            assertEquals(1f, optimizer.parameters().get("bias").floats().get(1));
            assertEquals(0.875f, optimizer.parameters().get("told").floats().get(0));
            assertEquals(1f, optimizer.parameters().get("spared").floats().get(0));
        }
    }

    @Test
    void repeatsItselfBitForBitAlsoFromAState() {
        Map<String, Tensor> parameters = random(new Random(1));
        List<Map<String, Tensor>> gradients =
                List.of(random(new Random(2)), random(new Random(3)), random(new Random(4)), random(new Random(5)));
        try (AdamW whole = new AdamW(CONFIG, parameters, SESSION);
                AdamW first = new AdamW(CONFIG, parameters, SESSION);
                AdamW second = new AdamW(CONFIG, random(new Random(6)), SESSION.withThreads(2))) {
            gradients.forEach(gradient -> whole.step(gradient, 1e-3));
            first.step(gradients.get(0), 1e-3);
            first.step(gradients.get(1), 1e-3);
            Map<String, Tensor> state = first.state();
            first.step(gradients.get(0), 1e-3);
            second.step(gradients.get(3), 1e-3);
            second.restore(state, 2);
            second.step(gradients.get(2), 1e-3);
            second.step(gradients.get(3), 1e-3);
            assertEquals(4, second.steps());
            whole.state()
                    .forEach((name, tensor) -> assertEquals(
                            tensor.bytes(), second.state().get(name).bytes(), name));
        }
    }

    @Test
    void aStepWithoutFiniteGradientChangesNothing() {
        Map<String, Tensor> parameters = random(new Random(1));
        try (AdamW optimizer = new AdamW(CONFIG, parameters, SESSION)) {
            optimizer.step(random(new Random(2)), 1e-2);
            Map<String, Tensor> before = optimizer.state();
            Map<String, Tensor> broken = random(new Random(3));
            broken.get("proj.bias").floats().put(2, Float.NaN);
            assertTrue(Double.isNaN(optimizer.step(broken, 1e-2)));
            broken.get("proj.bias").floats().put(2, Float.NEGATIVE_INFINITY);
            assertEquals(Double.POSITIVE_INFINITY, optimizer.step(broken, 1e-2));
            optimizer
                    .state()
                    .forEach((name, tensor) -> assertEquals(before.get(name).bytes(), tensor.bytes(), name));
        }
    }

    @Test
    void copiesWhatItIsGiven() {
        Map<String, Tensor> parameters = random(new Random(1));
        try (AdamW optimizer = new AdamW(CONFIG, parameters, SESSION)) {
            Map<String, Tensor> state = optimizer.state();
            optimizer.step(random(new Random(2)), 1e-2);
            optimizer.step(random(new Random(3)), 1e-2);
            assertEquals(
                    random(new Random(1)).get("position").bytes(),
                    parameters.get("position").bytes());
            assertEquals(
                    parameters.get("position").bytes(),
                    state.get("parameters/position").bytes());
        }
    }

    @Test
    void saysWhichTensorDoesNotFit() {
        try (AdamW optimizer = new AdamW(CONFIG, random(new Random(1)), SESSION)) {
            Map<String, Tensor> gradients = random(new Random(2));
            gradients.put("proj.bias", Tensor.of(new float[6], 6));
            assertMessage(
                    "gradient of 'proj.bias': expected FLOAT[5], found FLOAT[6]",
                    () -> optimizer.step(gradients, 1e-3));
            gradients.remove("proj.bias");
            assertMessage("gradient missing of the parameters [proj.bias]", () -> optimizer.step(gradients, 1e-3));
            gradients.put("proj.bais", Tensor.of(new float[5], 5));
            assertMessage(
                    "there is no parameter 'proj.bais'; did you mean 'proj.bias'?",
                    () -> optimizer.step(gradients, 1e-3));
            assertMessage(
                    "saved value missing of the parameters [proj.bias, proj.weight, position]",
                    () -> optimizer.restore(Map.of(), 1));
        }
        assertMessage(
                "there is no parameter 'positoin'; did you mean 'position'?",
                () -> new AdamW(CONFIG.withWeightDecay("positoin", 0), random(new Random(1)), SESSION));
        assertMessage("beta2 must lie in [0, 1), found 1.0", () -> new AdamWConfig(0.9, 1, 1e-8, 0, 0));
    }

    private static void assertMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static Map<String, Tensor> golden() throws URISyntaxException {
        return Safetensors.read(
                Path.of(AdamWTest.class.getResource("adamw.safetensors").toURI()));
    }

    private static Map<String, Tensor> named(Map<String, Tensor> tensors, String prefix) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                named.put(name.substring(prefix.length()), tensor);
            }
        });
        return named;
    }

    private static Map<String, Tensor> random(Random random) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("proj.weight", gaussian(random, 300, 401));
        tensors.put("proj.bias", gaussian(random, 5));
        tensors.put("position", gaussian(random, 6, 2));
        return tensors;
    }

    private static Tensor gaussian(Random random, long... shape) {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static Map<String, Tensor> zerosLike(Map<String, Tensor> tensors) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> zeros.put(name, Tensor.allocate(tensor.type(), tensor.shape())));
        return zeros;
    }

    /** Within 1e-6 of the largest element. */
    private static void assertClose(String what, Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), new LinkedHashSet<>(found.keySet()), what);
        expected.forEach((name, tensor) -> {
            float[] values = tensor.toFloatArray();
            float[] others = found.get(name).toFloatArray();
            double largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], others[i], 1e-6 * largest, what + " " + name + "[" + i + "]");
            }
        });
    }
}
