package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.files.FileTree;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache folder may be deleted at any moment, also while a run reads the backbones in it. */
class VanishingCacheTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path folder;

    private final List<String> messages = new ArrayList<>();

    private TrainingSettings settings(String output) throws IOException {
        TinyParts.write(folder.resolve("tiny-" + output));
        return TrainingSettings.DEFAULTS
                .with("vision", "builtin:shapes-vision")
                .with("language", "builtin:shapes-language")
                .with(
                        "data.path",
                        folder.resolve("tiny-" + output).resolve("data").toString())
                .with("output", folder.resolve(output).toString())
                .with("cache", folder.resolve("cache").toString())
                .with("data.validation", "0.3")
                .with("steps", "8")
                .with("batch", "4")
                .with("checkpoint_every", "2")
                .with("validate_every", "4")
                .with("validation_answers", "0")
                .with("final_evaluation", "0");
    }

    @Test
    void aRunGoesOnToTheSameWeights() throws IOException {
        assertTrue(new Trainer(settings("whole"), listener(-1)).run(false, () -> false));
        assertEquals(
                List.of(),
                messages.stream().filter(text -> text.contains("deleted")).toList());
        // The first validation opens a session of its own, for which the weights are read once more.
        assertTrue(new Trainer(settings("disturbed"), listener(3)).run(false, () -> false));
        assertEquals(
                1,
                messages.stream()
                        .filter(text -> text.contains("deleted meanwhile"))
                        .count());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole").resolve(WEIGHTS)),
                Files.readAllBytes(folder.resolve("disturbed").resolve(WEIGHTS)));
    }

    private TrainingListener listener(int deletingAfter) {
        return new TrainingListener() {
            private boolean deleted;

            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                if (step == deletingAfter && !deleted) {
                    deleted = true;
                    try {
                        FileTree.delete(folder.resolve("cache"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            @Override
            public void onMessage(String text) {
                messages.add(text);
            }
        };
    }
}
