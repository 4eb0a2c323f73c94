package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with dropout. */
class DropoutRunTest {
    @TempDir
    Path folder;

    private TinyRun tiny;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"language_modelling", "blip2_stage1", "coca"})
    void aResumedRunEqualsAnUninterruptedOne(String objective) throws IOException {
        TrainingSettings whole = settings("whole", 0.3).with("objective.kind", objective);
        run(whole, false, Integer.MAX_VALUE);
        TrainingSettings halted = settings("halted", 0.3).with("objective.kind", objective);
        assertFalse(run(halted, false, 3));
        assertTrue(run(halted, true, Integer.MAX_VALUE));
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }

    /** With weights that stay as they are, the loss that is learnt from differs, that of the validation does not. */
    @Test
    void onlyTrainingDrops() {
        run(settings("dropped", 0.5).with("optimizer.learning_rate", "1e-30"), false, Integer.MAX_VALUE);
        run(settings("kept", 0).with("optimizer.learning_rate", "1e-30"), false, Integer.MAX_VALUE);
        assertNotEquals(loss("kept", "train"), loss("dropped", "train"), 1e-3);
        assertEquals(loss("kept", "validation"), loss("dropped", "validation"), 1e-6);
    }

    @Test
    void theMicroBatchDoesNotDecideWhatIsDropped() {
        run(settings("whole", 0.5), false, Integer.MAX_VALUE);
        run(settings("parts", 0.5).with("micro_batch", "3"), false, Integer.MAX_VALUE);
        assertEquals(loss("whole", "train"), loss("parts", "train"), 1e-5);
    }

    /** The loss of the last step, or of the last validation. */
    private double loss(String run, String split) {
        List<MetricsEntry> entries = MetricsLog.read(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(entry -> entry.split().equals(split))
                .toList();
        return entries.get(entries.size() - 1).values().get("loss");
    }

    private static boolean run(TrainingSettings settings, boolean resume, int steps) {
        return ToldRun.of(settings, resume, steps).ended();
    }

    private TrainingSettings settings(String output, double dropout) {
        return tiny.settings(output)
                .with("adapter.kind", "qformer")
                .with("adapter.queries", "3")
                .with("adapter.layers", "2")
                .with("adapter.width", "8")
                .with("adapter.heads", "2")
                .with("adapter.feed_forward", "16")
                .with("adapter.dropout", String.valueOf(dropout))
                .with("objective.contrast_width", "8")
                .with("steps", "5")
                .with("checkpoint_every", "2")
                .with("validation_answers", "0")
                .with("final_evaluation", "0");
    }
}
