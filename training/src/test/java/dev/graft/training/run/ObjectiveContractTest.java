package dev.graft.training.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.JavaSnippet;
import dev.graft.testsupport.Markdown;
import dev.graft.training.TinyRun;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.TrainingSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stranger.StrangeObjective;

/** What holds for every objective that there is; one that is added needs an entry in {@link #SETTINGS}. */
class ObjectiveContractTest {
    private static final Map<String, String> Q_FORMER = Map.of(
            "adapter.kind", "qformer",
            "adapter.queries", "3",
            "adapter.layers", "2",
            "adapter.width", "8",
            "adapter.heads", "2",
            "adapter.feed_forward", "16",
            "objective.contrast_width", "8");

    private static final Map<String, String> TWO_SIDES =
            Map.of("objective.contrast_width", "8", "objective.heads", "2");

    /** By objective, the settings with which it learns from {@link TinyRun}. */
    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "language_modelling", Map.of(),
            "blip2_stage1", Q_FORMER,
            "clip", TWO_SIDES,
            "siglip", TWO_SIDES,
            "llip", TWO_SIDES,
            "coca", TWO_SIDES);

    /** Of a network with many more tensors, some are tried: a mistake in one formula shows in many gradients. */
    private static final int MOST_TENSORS = 8;

    /** Drawn negatives are others for other weights, where this part of the loss jumps; the graph of given ones has a test of its own. */
    private static final String JUMPS = "objective.itm";

    @TempDir
    Path folder;

    /** All but the one that stands in these tests for a stranger's, and trains on nothing. */
    static List<String> objectives() {
        List<String> names = new ArrayList<>(Objective.names());
        names.removeAll(new StrangeObjective().kinds());
        return names;
    }

    @Test
    void everyObjectiveIsTested() {
        List<String> names = objectives();
        assertEquals(SETTINGS.keySet(), new HashSet<>(names));
        assertEquals(names.size(), new HashSet<>(names).size(), "two objectives have one name: " + names);
    }

    /** Along a tensor's own gradient the loss must climb as fast as that gradient is long. */
    @ParameterizedTest
    @MethodSource("objectives")
    void gradientsEqualDifferencesOfTheLoss(String kind) throws IOException {
        try (OpenTask open = OpenTask.of(settings(kind).with(JUMPS, "0.001"), folder)) {
            Task task = open.task();
            AdapterStart start = open.start();
            List<TrainingSample> batch = task.data().training().subList(0, 6);
            try (BatchLoss loss = task.loss(start)) {
                double before = loss.accumulate(3, batch, start.trained()).get(BatchLoss.LOSS);
                assertTrue(Double.isFinite(before) && before > 0, "loss " + before);
                Map<String, Tensor> gradients = copies(loss.gradients());
                assertEquals(start.trained().keySet(), gradients.keySet());
                gradients.forEach((name, gradient) ->
                        assertArrayEquals(start.trained().get(name).shape(), gradient.shape(), name));
                double longest = gradients.values().stream()
                        .mapToDouble(g -> norm(g))
                        .max()
                        .orElseThrow();
                // A gradient that is zero but for rounding, as that of a key's bias, has no direction.
                List<String> tested = gradients.keySet().stream()
                        .filter(name -> norm(gradients.get(name)) > 1e-3 * longest)
                        .toList();
                for (int i = 0; i < tested.size(); i += 1 + tested.size() / MOST_TENSORS) {
                    String name = tested.get(i);
                    Tensor gradient = gradients.get(name);
                    double length = norm(gradient);
                    // So short that no drawn negative changes, so long that the loss moves by far more than its
                    // rounding.
                    double step = Math.min(0.01, 0.002 / length);
                    double climb = at(loss, batch, start, name, gradient, step / length)
                            - at(loss, batch, start, name, gradient, -step / length);
                    new Closeness(1e-3 * longest, 0.03, 0).check(kind + ": " + name, length, climb / (2 * step));
                }
            }
        }
    }

    /** The same step draws the same at random, validation changes no gradient, and all weights come back. */
    @ParameterizedTest
    @MethodSource("objectives")
    void aStepIsWhatItsNumberSays(String kind) throws IOException {
        try (OpenTask open = OpenTask.of(settings(kind), folder);
                BatchLoss loss = open.task().loss(open.start())) {
            Map<String, Tensor> weights = open.start().trained();
            List<TrainingSample> batch = open.task().data().training().subList(0, 6);
            Map<String, Double> first = loss.accumulate(5, batch, weights);
            Map<String, Tensor> gradients = copies(loss.gradients());
            Map<String, Double> held = loss.mean(open.task().data().validation(), loss.weights(weights));
            assertEquals(first.keySet(), held.keySet(), "figures of training and of validation");
            assertEquals(first, loss.accumulate(5, batch, weights));
            loss.gradients()
                    .forEach((name, tensor) ->
                            assertArrayEquals(gradients.get(name).toFloatArray(), tensor.toFloatArray(), name));
            assertEquals(
                    open.task().network().parameterShapes().keySet(),
                    loss.weights(weights).keySet());
        }
    }

    /** What a run says before and after: no line is empty, and the card shows how the model is used. */
    @ParameterizedTest
    @MethodSource("objectives")
    void aTaskSaysWhatItIs(String kind) throws IOException {
        try (OpenTask open = OpenTask.of(settings(kind), folder)) {
            assertFalse(open.task().summary(open.start()).isBlank());
            assertFalse(open.task().measured().isBlank());
            List<String> uses = Markdown.blocks(open.task().overview(), "java");
            assertFalse(uses.isEmpty(), open.task().overview());
            uses.forEach(use -> assertEquals(List.of(), JavaSnippet.errors(use), use));
            assertTrue(open.task().data().validation().size() > 1);
        }
    }

    private TrainingSettings settings(String kind) throws IOException {
        TrainingSettings settings = Recipe.single(TinyRun.in(folder).settings("run"))
                .with("objective.kind", kind)
                .with("threads", "1")
                .with(SETTINGS.get(kind))
                .last();
        Objective.checked(settings);
        return settings;
    }

    private static double at(
            BatchLoss loss,
            List<TrainingSample> batch,
            AdapterStart start,
            String name,
            Tensor direction,
            double distance) {
        Map<String, Tensor> moved = new LinkedHashMap<>(start.trained());
        Tensor tensor = moved.get(name).copy();
        for (int i = 0; i < tensor.size(); i++) {
            double value =
                    tensor.floats().get(i) + distance * direction.floats().get(i);
            tensor.floats().put(i, (float) value);
        }
        moved.put(name, tensor);
        return loss.accumulate(3, batch, moved).get(BatchLoss.LOSS);
    }

    private static Map<String, Tensor> copies(Map<String, Tensor> tensors) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
        return copies;
    }

    private static double norm(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toFloatArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
