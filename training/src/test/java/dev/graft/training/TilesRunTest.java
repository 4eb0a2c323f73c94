package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.models.VisionLanguageModel;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.FormulaImages;
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

    /** However a step is parted into micro-batches. */
    @ParameterizedTest
    @ValueSource(strings = {"3", "4"})
    void lossesAndWeightsAreThoseOfTransformers(String samplesAtOnce) {
        TinyLlava.run(settings("run").with("micro_batch", samplesAtOnce), false, Integer.MAX_VALUE);
        TinyLlava.assertAsInReference(folder, reference);
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
        TinyLlava.assertResumedRunIsTheSame(folder, this::settings);
    }
}
