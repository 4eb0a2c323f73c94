package dev.graft.training.contrast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.features.Features;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.TrainingSample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contrasts of a whole network, and the gradients of all its weights, against {@code scripts/reference/contrast.py}. */
class ContrastGraphTest {
    private static final int TOKENS = 3;
    private static final int VISION_WIDTH = 5;

    @TempDir
    Path folder;

    private Map<String, Tensor> reference;

    @BeforeEach
    void read() throws IOException {
        Path file = folder.resolve("contrast.safetensors");
        try (InputStream resource = getClass().getResourceAsStream("contrast.safetensors")) {
            Files.copy(resource, file);
        }
        reference = Safetensors.read(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "siglip", "llip"})
    void lossAndGradients(String form) {
        DualEncoder network = network(form);
        Map<String, Tensor> weights = part(form + "|parameter/");
        assertEquals(weights.keySet(), network.parameterShapes().keySet());
        try (ContrastLoss loss = loss(network, Map.of())) {
            assertClose(
                    form, form + "|loss", loss.accumulate(1, samples(), weights).get(BatchLoss.LOSS));
            Map<String, Tensor> gradients = loss.gradients();
            part(form + "|grad/").forEach((name, expected) -> assertClose(name, expected, gradients.get(name)));
            assertClose(
                    "validation", form + "|loss", loss.mean(samples(), weights).get(BatchLoss.LOSS));
        }
    }

    /** CoCa's contrast is CLIP's. */
    @Test
    void whatIsNotTrainedHasNoGradient() {
        Map<String, Tensor> weights = part("clip|parameter/");
        Map<String, Tensor> frozen = new LinkedHashMap<>(weights);
        frozen.keySet().removeIf(name -> !name.startsWith("text_"));
        weights.keySet().removeAll(frozen.keySet());
        try (ContrastLoss loss = loss(network("coca"), frozen)) {
            assertClose(
                    "coca", "clip|loss", loss.accumulate(1, samples(), weights).get(BatchLoss.LOSS));
            assertEquals(weights.keySet(), loss.gradients().keySet());
            loss.gradients().forEach((name, found) -> assertClose(name, reference.get("clip|grad/" + name), found));
        }
    }

    private static DualEncoder network(String form) {
        Map<String, Object> spec = Map.of("kind", "mlp", "hidden_width", 7);
        Adapter adapter = AdapterSpec.of(spec).create(VISION_WIDTH, TOKENS, 4);
        return new DualEncoder(
                adapter,
                new DualEncoderSpec(DualEncoderSpec.Form.of(form), 8, 2, DualEncoderSpec.ImagePooling.MEAN),
                TOKENS,
                4,
                6);
    }

    private ContrastLoss loss(DualEncoder network, Map<String, Tensor> frozen) {
        List<Tensor> texts = rows("texts", 6);
        return new ContrastLoss(
                network,
                frozen,
                new Given(rows("features", TOKENS * VISION_WIDTH)),
                new TextVectors(texts),
                0,
                4,
                SessionConfig.DEFAULT);
    }

    /** The images of the batch by their place in it, but one that occurs twice has one number. */
    private List<TrainingSample> samples() {
        long[] images = reference.get("images").toLongArray();
        TextRow none = TextRow.of(new long[0], new long[0]);
        return IntStream.range(0, images.length)
                .mapToObj(i -> new TrainingSample("" + i, first(images, i), 0, none).withText(i))
                .toList();
    }

    private static int first(long[] images, int row) {
        return IntStream.range(0, images.length)
                .filter(i -> images[i] == images[row])
                .findFirst()
                .orElseThrow();
    }

    private List<Tensor> rows(String name, int width) {
        float[] all = reference.get(name).toFloatArray();
        return IntStream.range(0, all.length / width)
                .mapToObj(i -> Tensor.of(Arrays.copyOfRange(all, i * width, (i + 1) * width), width))
                .toList();
    }

    private record Given(List<Tensor> images) implements Features {
        @Override
        public int tokens() {
            return TOKENS;
        }

        @Override
        public int width() {
            return VISION_WIDTH;
        }

        @Override
        public Tensor of(int image) {
            return images.get(image);
        }
    }

    private Map<String, Tensor> part(String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        reference.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }

    private void assertClose(String what, String expected, double found) {
        assertEquals(reference.get(expected).floats().get(0), found, 1e-5, what);
    }

    private static void assertClose(String name, Tensor expected, Tensor found) {
        assertArrayEquals(expected.shape(), found.shape(), name);
        float[] right = expected.toFloatArray();
        float[] actual = found.toFloatArray();
        double largest = 1e-30;
        for (float value : right) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < right.length; i++) {
            double error = Math.abs(right[i] - actual[i]) / largest;
            assertTrue(error <= 1e-4, name + ": expected " + right[i] + ", found " + actual[i]);
        }
    }
}
