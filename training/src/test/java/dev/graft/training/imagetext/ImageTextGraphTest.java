package dev.graft.training.imagetext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.adapters.qformer.QFormerAdapter;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Session;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.step.TrainingGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The losses of the first stage, with given negatives, against {@code scripts/reference/blip2_stage1.py}. */
class ImageTextGraphTest {
    private static final double LOSS_TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;
    private static final QFormerText.Ids IDS = new QFormerText.Ids(9, 10, 11, 13);
    private static final ImageTextSettings OBJECTIVE = new ImageTextSettings(1, 0.7, 1.3, 5, 4, false);

    @TempDir
    Path folder;

    private Map<String, Tensor> reference;
    private ImageTextNetwork network;

    @BeforeEach
    void read() throws IOException {
        Path file = folder.resolve("blip2_stage1.safetensors");
        try (InputStream resource = getClass().getResourceAsStream("blip2_stage1.safetensors")) {
            Files.copy(resource, file);
        }
        reference = Safetensors.read(file);
        QFormerSpec spec = new QFormerSpec(3, 2, 4, 2, 6, 2, IDS.vocabulary(), 8, true, true, false, 1e-5, 1e-12, 0);
        network = new ImageTextNetwork(((QFormerAdapter) spec.create(5, 3, 4)).network(), 4);
    }

    @Test
    void theWeightsAreTheReferences() {
        Map<String, Tensor> weights = part("parameter/");
        assertEquals(weights.keySet(), network.parameterShapes().keySet());
        network.parameterShapes()
                .forEach((name, shape) -> assertArrayEquals(weights.get(name).shape(), shape, name));
    }

    @Test
    void lossesAndGradients() {
        ImageTextGraph graph = graph(OBJECTIVE);
        Map<String, Tensor> results =
                run(graph.gradients(network.parameterShapes().keySet()));
        for (String part : List.of(ImageTextGraph.CONTRAST, ImageTextGraph.MATCHING, ImageTextGraph.GENERATION)) {
            assertClose("loss/" + part, results.get(part), LOSS_TOLERANCE);
        }
        assertClose("loss/total", results.get(ImageTextGraph.LOSS), LOSS_TOLERANCE);
        network.parameterShapes()
                .keySet()
                .forEach(name ->
                        assertClose("grad/" + name, results.get(TrainingGraph.gradientOut(name)), GRADIENT_TOLERANCE));
    }

    @Test
    void similarities() {
        Map<String, Tensor> results = run(graph(OBJECTIVE).similarities());
        assertClose("similarity", results.get(ImageTextGraph.SIMILARITIES), LOSS_TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, itc", "0, 1, 0, itm", "0, 0, 1, itg"})
    void oneLossAlone(double contrast, double matching, double generation, String part) {
        Map<String, Tensor> results = run(graph(new ImageTextSettings(contrast, matching, generation, 5, 4, false))
                .losses());
        assertClose("loss/" + part, results.get(ImageTextGraph.LOSS), LOSS_TOLERANCE);
    }

    private ImageTextGraph graph(ImageTextSettings objective) {
        return new ImageTextGraph(network, objective, batch().size());
    }

    private ImageTextBatch batch() {
        return ImageTextBatch.of(texts(), IDS, new int[] {0, 1, 2, 3}, reference.get("image"), 8);
    }

    private List<long[]> texts() {
        long[] ids = reference.get("ids").toLongArray();
        long[] lengths = reference.get("lengths").toLongArray();
        int tokens = (int) reference.get("ids").dim(1);
        return List.of(0, 1, 2, 3).stream()
                .map(row -> Arrays.copyOfRange(ids, row * tokens, row * tokens + (int) lengths[row]))
                .toList();
    }

    private Map<String, Tensor> run(Graph graph) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch().feeds());
        feeds.put(MatchingLoss.NEGATIVE_IMAGES, reference.get("negative_images"));
        feeds.put(MatchingLoss.NEGATIVE_TEXTS, reference.get("negative_texts"));
        part("parameter/").forEach((name, tensor) -> feeds.put(TrainingGraph.parameter(name), tensor));
        try (Session session = Session.open(graph)) {
            feeds.keySet().retainAll(session.inputNames());
            return session.run(feeds);
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

    private void assertClose(String name, Tensor actual, double tolerance) {
        float[] expected = reference.get(name).toFloatArray();
        float[] found = actual.toFloatArray();
        assertArrayEquals(reference.get(name).shape(), actual.shape(), name);
        double largest = largest(name);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(expected[i] - found[i]) / largest;
            assertTrue(error <= tolerance, name + ": expected " + expected[i] + ", found " + found[i]);
        }
    }

    /** The gradient of a key's bias is zero but for rounding, which is small beside that of the key's weight. */
    private double largest(String name) {
        double largest = 1e-30;
        for (float value : reference
                .get(name.replaceFirst("\\.key\\.bias$", ".key.weight"))
                .toFloatArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
