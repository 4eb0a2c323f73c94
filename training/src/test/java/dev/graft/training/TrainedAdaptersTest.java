package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.TrainedParameters;
import dev.graft.graph.Tensor;
import dev.graft.models.AdapterWeights;
import dev.graft.models.ModelDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
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
    void onlyWhatIsNamedIsTrained(String settings, String kind, String trained) throws IOException {
        TrainingConfig config = TinyRun.in(folder)
                .config("run")
                .with("adapter.kind", kind)
                .with("trained", trained)
                .with("steps", "3")
                .with("validation_answers", "0")
                .with("final_evaluation", "0")
                .with("optimizer.learning_rate", "0.01");
        for (String setting : settings.split(" ")) {
            String[] parts = setting.split("=");
            config = config.with("adapter." + parts[0], parts[1]);
        }
        assertTrue(new Trainer(config, new TrainingListener() {}).run(false, () -> false));

        ModelDescription description = ModelDescription.load(folder.resolve("run"));
        assertEquals(config.adapter(), description.adapter());
        Adapter adapter = description.createAdapter();
        Map<String, Tensor> start = adapter.initialise(config.seed());
        Map<String, Tensor> end = AdapterWeights.load(folder.resolve("run").resolve(ModelDescription.WEIGHTS), adapter);
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

    /** A run that is stopped and goes on ends as one that was not, with frozen weights, too. */
    @Test
    void frozenWeightsSurviveAnInterruption() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        for (String run : new String[] {"whole", "parts"}) {
            TrainingConfig config = tiny.config(run)
                    .with("adapter.kind", "qwen_resampler")
                    .with("adapter.query_grid", "1x2")
                    .with("adapter.heads", "2")
                    .with("trained", "*ln_*, *proj")
                    .with("final_evaluation", "0")
                    .with("steps", "6");
            int[] asked = {0};
            boolean stops = run.equals("parts");
            boolean complete = new Trainer(config, new TrainingListener() {}).run(false, () -> stops && ++asked[0] > 3);
            if (stops) {
                assertFalse(complete);
                assertTrue(new Trainer(config, new TrainingListener() {}).run(true, () -> false));
            }
        }
        assertArrayEquals(weights("whole"), weights("parts"));
    }

    private byte[] weights(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve(ModelDescription.WEIGHTS));
    }
}
