package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.TrainedParameters;
import dev.graft.backbones.image.Images;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.AdapterWeights;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs of every kind of adapter, between tiny backbones. */
class TrainedAdaptersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queries=2 layers=3 width=8 heads=2 feed_forward=8 | qformer | *",
                "queries=2 layers=1 width=8 heads=2 feed_forward=8 | qformer | language_projection.*",
                "query_grid=1x3 heads=3 | qwen_resampler | *",
                "latents=2 layers=2 heads=2 head_width=4 | perceiver | *",
                "latents=2 layers=1 heads=2 key_heads=1 head_width=4 hidden_width=8 | idefics2_perceiver | *",
                "tokens=2 vectors=1 layers=1 heads=2 | clipcap | *",
                "tokens=2 width=8 layers=1 heads=2 | mapl | const, up.*",
            })
    void onlyWhatIsNamedIsTrained(String given, String kind, String trained) throws IOException {
        TrainingSettings settings = TinyRun.in(folder)
                .settings("run")
                .with("adapter.kind", kind)
                .with("trained", trained)
                .with("steps", "3")
                .with("validation_answers", "0")
                .with("final_evaluation", "0")
                .with("optimizer.learning_rate", "0.01");
        for (String setting : given.split(" ")) {
            String[] parts = setting.split("=");
            settings = settings.with("adapter." + parts[0], parts[1]);
        }
        assertTrue(new Trainer(settings, new TrainingListener() {}).run(false, () -> false));

        VisionLanguageDescription description = VisionLanguageDescription.load(folder.resolve("run"));
        assertEquals(settings.adapter().spec(), description.adapter());
        Adapter adapter = description.network();
        Map<String, Tensor> start = adapter.initialise(settings.seed());
        Map<String, Tensor> end = AdapterWeights.load(folder.resolve("run").resolve(ModelFolder.WEIGHTS), adapter);
        Set<String> names = TrainedParameters.parse(trained).of(adapter);
        start.forEach((name, before) -> {
            float[] after = end.get(name).toFloatArray();
            if (names.contains(name)) {
                assertFalse(Arrays.equals(before.toFloatArray(), after), name);
            } else {
                assertArrayEquals(before.toFloatArray(), after, name);
            }
        });
    }

    /** Frozen's vision network is the adapter's: of an encoder's folder only how it prepares pictures is needed. */
    @Test
    void aTrainedVisionNetworkNeedsNoEncoder() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        Files.delete(tiny.vision.resolve("onnx").resolve("model.onnx"));
        Files.delete(tiny.vision.resolve("config.json"));
        TrainingSettings settings = tiny.settings("run")
                .with("features", "pixels")
                .with("adapter.kind", "nf_resnet")
                .with("adapter.stages", "1x8,1x16")
                .with("adapter.stem_width", "8")
                .with("adapter.stem", "3x3")
                .with("prompt.template", "{image}{question}")
                .with("validation_answers", "0")
                .with("final_evaluation", "6")
                .with("steps", "3");
        assertTrue(new Trainer(settings, new TrainingListener() {}).run(false, () -> false));

        Path preparation = tiny.vision.resolve("preprocessor_config.json");
        Files.delete(preparation);
        Path run = folder.resolve("run");
        assertEquals(
                Optional.empty(), ModelInspection.of(run).backbones().get(0).problem());
        try (VisionLanguageModel model = VisionLanguageModel.load(run)) {
            BufferedImage image = Images.read(tiny.data.resolve("0.png"));
            float[] channels = model.processor().process(image).toFloatArray();
            float[] pixels = new float[channels.length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = channels[i % 3 * 64 + i / 3];
            }
            Tensor seen = model.visualTokens(Tensor.of(pixels, 1, 64, 3));
            assertArrayEquals(seen.toFloatArray(), model.visualTokens(image).toFloatArray());
        }
        Path own = run.resolve(ModelFolder.PREPROCESSING);
        Files.writeString(own, Files.readString(own).replace("0.5", "0.4"));
        assertThrows(ModelFileException.class, () -> VisionLanguageModel.load(run));
    }

    /** A run that is stopped and goes on ends as one that was not, with frozen weights, too. */
    @Test
    void frozenWeightsSurviveAnInterruption() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        for (String run : new String[] {"whole", "parts"}) {
            TrainingSettings settings = tiny.settings(run)
                    .with("adapter.kind", "qwen_resampler")
                    .with("adapter.query_grid", "1x2")
                    .with("adapter.heads", "2")
                    .with("trained", "*ln_*, *proj")
                    .with("final_evaluation", "0")
                    .with("steps", "6");
            int[] asked = {0};
            boolean stops = run.equals("parts");
            boolean complete =
                    new Trainer(settings, new TrainingListener() {}).run(false, () -> stops && ++asked[0] > 3);
            if (stops) {
                assertFalse(complete);
                assertTrue(new Trainer(settings, new TrainingListener() {}).run(true, () -> false));
            }
        }
        assertArrayEquals(weights("whole"), weights("parts"));
    }

    private byte[] weights(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve(ModelFolder.WEIGHTS));
    }
}
