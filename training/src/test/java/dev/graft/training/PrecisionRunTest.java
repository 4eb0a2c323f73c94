package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.graph.precision.Precision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.GradientExchange;
import dev.graft.training.step.PrecisionChoice;
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

    private static ToldRun run(TrainingSettings settings, boolean resume, int steps, long memory) {
        return ToldRun.of(listener -> new Trainer(settings, listener, GradientExchange.NONE, memory), resume, steps);
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

    private static boolean run(TrainingSettings settings, boolean resume, int steps) {
        return run(settings, resume, steps, Long.MAX_VALUE).ended();
    }

    private long estimate(String run) throws IOException {
        return new ObjectMapper()
                .readTree(file(run, "provenance.json"))
                .path("memory_estimate_bytes")
                .asLong();
    }

    @Test
    void whereMemoryIsShortTheRunChoosesIntegersSaysWhyAndKeepsToThem() throws IOException {
        TrainingSettings auto = settings("auto", Precision.FLOAT32).with("precision", "auto");
        run(settings("single", Precision.FLOAT32), false, Integer.MAX_VALUE);
        run(settings("integers", Precision.INT8), false, Integer.MAX_VALUE);
        long memory = (estimate("single") + estimate("integers")) / 2;
        assertTrue(memory < estimate("single"));
        ToldRun told = run(auto, false, 4, memory);
        assertFalse(told.ended());
        assertTrue(
                told.messages().stream()
                        .anyMatch(message -> message.startsWith("precision int8, since a step in float32")),
                told.messages().toString());
        assertEquals(
                PrecisionChoice.INT8,
                Trainer.earlier(folder.resolve("auto")).orElseThrow().runtime().precision());
        TrainingSettings chosen = Trainer.earlier(folder.resolve("auto")).orElseThrow();
        assertEquals(List.of(), auto.differencesFrom(chosen));
        assertEquals(
                1, auto.with("precision", "float32").differencesFrom(chosen).size());
        // On a machine with more memory it goes on as it began.
        assertTrue(run(auto, true, Integer.MAX_VALUE));
        assertArrayEquals(file("integers", "model.safetensors"), file("auto", "model.safetensors"));
        assertTrue(Files.readString(folder.resolve("auto").resolve("README.md"))
                .contains("in int8, since a step in float32 would take about"));
    }

    @Test
    void whereMemoryAllowsItTheRunChoosesSinglePrecision() throws IOException {
        TrainingSettings auto = settings("auto", Precision.FLOAT32).with("precision", "auto");
        run(settings("single", Precision.FLOAT32), false, Integer.MAX_VALUE);
        assertTrue(run(auto, false, Integer.MAX_VALUE));
        assertArrayEquals(file("single", "model.safetensors"), file("auto", "model.safetensors"));
        assertEquals(
                PrecisionChoice.FLOAT32,
                Trainer.earlier(folder.resolve("auto")).orElseThrow().runtime().precision());
    }
}
