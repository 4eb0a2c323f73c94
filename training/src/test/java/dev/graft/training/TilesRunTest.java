package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.models.VisionLanguageModel;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.Closeness;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.GoldenFile;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty steps of LLaVA-NeXT's connector and its newline on pictures in tiles, two, one or none a prompt, against transformers' whole
 * model, see {@code scripts/reference/tiles_run.py}.
 */
class TilesRunTest {
    @TempDir
    private Path folder;

    private final Path reference = Checkout.tiny("tiles-run");

    @BeforeEach
    void writeData() throws IOException {
        TinyLlava.write(folder, reference);
        int[][] sizes = {{16, 16}, {30, 16}, {16, 40}, {33, 29}, {12, 31}, {64, 20}};
        for (int n = 0; n < sizes.length; n++) {
            FormulaImages.write(folder, n, sizes[n][0], sizes[n][1]);
        }
        Path vision = Files.createDirectories(folder.resolve("vision/onnx")).getParent();
        for (String file : List.of("config.json", "onnx/model.onnx")) {
            Files.copy(Checkout.tiny("clip_vision").resolve(file), vision.resolve(file));
        }
        Files.copy(reference.resolve("preprocessor_config.json"), vision.resolve("preprocessor_config.json"));
    }

    private TrainingSettings settings(String output) {
        return TinyLlava.settings(folder, reference, output)
                .with("vision", folder.resolve("vision").toString())
                .with("layout", "anyres")
                .with("adapter.hidden_width", "16")
                .with("optimizer.learning_rate", "2e-3")
                .with("optimizer.weight_decay", "0")
                .with("schedule.kind", "constant")
                .with("schedule.warmup", "0")
                .with("checkpoint_every", "3");
    }

    private void run(TrainingSettings settings, boolean resume, int steps) {
        int[] taken = {0};
        new Trainer(settings, new TrainingListener() {
                    @Override
                    public void onStep(long step, long total, double loss, double samplesPerSecond, double left) {
                        taken[0] = (int) step;
                    }
                })
                .run(resume, () -> taken[0] >= steps);
    }

    /** However a step is parted into micro-batches. */
    @ParameterizedTest
    @ValueSource(strings = {"3", "4"})
    void lossesAndWeightsAreThoseOfTransformers(String samplesAtOnce) {
        run(settings("run").with("micro_batch", samplesAtOnce), false, Integer.MAX_VALUE);
        GoldenFile trace = GoldenFile.read(reference.resolve("trace.safetensors"));
        List<MetricsEntry> steps = MetricsLog.read(folder.resolve("run/metrics.jsonl"));
        assertEquals(20, steps.size());
        for (int i = 0; i < 20; i++) {
            assertEquals(trace.get("loss").get(i), steps.get(i).values().get("loss"), 1e-5, "loss of step " + (i + 1));
            assertEquals(
                    trace.get("grad_norm").get(i), steps.get(i).values().get("gradient_norm"), 1e-3, "step " + (i + 1));
        }
        GoldenFile expected = GoldenFile.read(reference.resolve("final.safetensors"));
        Safetensors.read(folder.resolve("run/model.safetensors"))
                .forEach((name, tensor) ->
                        Closeness.ofLargest(1e-4).check(expected.get(name), tensor.shape(), tensor.floats()));
    }

    /** The model is asked with the budget that it was trained with. */
    @Test
    void withABudgetPicturesAreCutIntoFewerTiles() {
        List<String> said = new ArrayList<>();
        TrainingSettings settings =
                settings("few").with("max_visual_tokens", "20").with("steps", "1");
        new Trainer(settings, new TrainingListener() {
                    @Override
                    public void onMessage(String message) {
                        said.add(message);
                    }
                })
                .run(false, () -> false);
        assertTrue(
                said.stream().anyMatch(message -> message.matches("(?s).* to \\d+ \\(mean \\d+\\) visual tokens .*")),
                said::toString);
        try (VisionLanguageModel model = VisionLanguageModel.load(folder.resolve("few"))) {
            ImageProcessor free = ImageProcessor.load(folder.resolve("vision"));
            int most = 0;
            for (int[] size : new int[][] {{16, 16}, {30, 16}, {16, 40}, {33, 29}, {12, 31}, {64, 20}}) {
                int tokens =
                        model.sequence(model.processor().grid(size[0], size[1])).tokens();
                most = Math.max(
                        most, model.sequence(free.grid(size[0], size[1])).tokens());
                assertTrue(tokens <= 20, tokens + " visual tokens");
            }
            assertTrue(most > 20, "without a budget they take " + most);
        }
    }

    @Test
    void aResumedRunTakesTheSameSteps() throws IOException {
        run(settings("whole"), false, Integer.MAX_VALUE);
        run(settings("halted"), false, 7);
        run(settings("halted"), true, Integer.MAX_VALUE);
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }
}
