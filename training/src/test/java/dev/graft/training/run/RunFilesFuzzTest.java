package dev.graft.training.run;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.CheckedSafetensors;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import dev.graft.training.checkpoint.Checkpoint;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.recipe.Preset;
import dev.graft.training.recipe.RecipeFile;
import dev.graft.training.settings.TrainingSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run wrote, and people change. */
class RunFilesFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);

    @Test
    void recipesAndSettings() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Fuzzer fuzzer = new Fuzzer(
                        "recipe",
                        REFUSALS,
                        input -> RecipeFile.read(files.of("recipe.json", input))
                                .recipe(false)
                                .check())
                .seed(TrainingSettings.DEFAULTS.toJson().getBytes(StandardCharsets.UTF_8));
        for (String name : Preset.names()) {
            fuzzer.seed(RecipeFile.of(Preset.of(name)).recipe(false).toJson().getBytes(StandardCharsets.UTF_8));
        }
        fuzzer.words(
                        "stages",
                        "name",
                        "adapter",
                        "kind",
                        "objective",
                        "schedule",
                        "init",
                        "output",
                        "data",
                        "path",
                        "trained")
                .run();
    }

    @Test
    void checkpoints(@TempDir Path folder) throws Exception {
        Path genuine = folder.resolve("genuine");
        Map<String, String> metadata = Map.of(
                "format",
                "graft-checkpoint-1",
                "step",
                "3",
                "recipe",
                "{}",
                "best_loss",
                "0x1.8p1",
                "best_accuracy",
                "0x1p-1");
        CheckedSafetensors.write(genuine, Map.of("parameter/a", Tensor.of(new float[] {1, 2}, 2)), metadata);
        byte[] bytes = Files.readAllBytes(genuine);
        Safetensors.write(genuine, Map.of("parameter/a", Tensor.of(new float[] {1, 2}, 2)), metadata);
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("checkpoint", REFUSALS, input -> Checkpoint.load(files.of("last.safetensors", input)))
                .seed(bytes)
                .seed(genuine)
                .words("format", "step", "graft-checkpoint-1", "crc32c", "best", "parameter/")
                .run();
    }

    @Test
    void records() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("provenance", REFUSALS, input -> {
                    files.of(Provenance.FILE, input);
                    Provenance.isComplete(files.folder());
                })
                .seed("{\"status\": \"complete\", \"step\": 20, \"resumed\": 1}".getBytes(StandardCharsets.UTF_8))
                .run();
    }

    @Test
    void metrics() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("metrics-log", REFUSALS, input -> MetricsLog.read(files.of("metrics.jsonl", input)))
                .seed("""
                        {"step":1,"split":"train","loss":2.96,"gradient_norm":24.6,"learning_rate":6.0E-4}
                        {"step":2,"split":"validation","loss":2.72,"accuracy":0.5}
                        """.getBytes(StandardCharsets.UTF_8))
                .run();
    }
}
