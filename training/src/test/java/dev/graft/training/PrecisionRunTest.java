package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.precision.Precision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs whose frozen products are computed in integers. */
class PrecisionRunTest {
    @TempDir
    private Path folder;

    private TinyRun tiny;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
        tiny.writeLanguage(5, 128, 512);
    }

    private TrainingSettings settings(String output, Precision precision) {
        return tiny.settings(output)
                .with("precision", precision.toString())
                .with("steps", "8")
                .with("checkpoint_every", "3")
                .with("validation_answers", "0")
                .with("final_evaluation", "0");
    }

    private boolean run(TrainingSettings settings, boolean resume, int steps) {
        int[] taken = {0};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                taken[0] = (int) step;
            }
        };
        return new Trainer(settings, counting).run(resume, () -> taken[0] >= steps);
    }

    private byte[] file(String run, String name) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve(name));
    }

    private double lastLoss(String run) {
        return MetricsLog.read(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(entry -> entry.split().equals("train"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .values()
                .get("loss");
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT8X2", "INT16"})
    void aResumedRunEqualsAnUninterruptedOneAndLearnsAsInSinglePrecision(Precision precision) throws IOException {
        run(settings("whole", precision), false, Integer.MAX_VALUE);
        assertFalse(run(settings("halted", precision), false, 4));
        assertTrue(run(settings("halted", precision), true, Integer.MAX_VALUE));
        for (String name : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(file("whole", name), file("halted", name), name);
        }
        run(settings("single", Precision.FLOAT32), false, Integer.MAX_VALUE);
        assertEquals(lastLoss("single"), lastLoss("whole"), 0.02);
        assertNotEquals(lastLoss("single"), lastLoss("whole"));
    }

    @Test
    void aRunGoesOnOnlyInItsOwnPrecision() {
        assertFalse(run(settings("run", Precision.INT8), false, 4));
        InvalidInputException refusal = assertThrows(
                InvalidInputException.class, () -> run(settings("run", Precision.FLOAT32), true, Integer.MAX_VALUE));
        assertTrue(refusal.getMessage().contains("precision was int8, now is float32"), refusal.getMessage());
    }

    @Test
    void theModelCardNamesThePrecision() throws IOException {
        run(settings("run", Precision.INT8X2), false, Integer.MAX_VALUE);
        assertTrue(Files.readString(folder.resolve("run").resolve("README.md"))
                .contains("products with frozen matrices in int8x2"));
    }
}
