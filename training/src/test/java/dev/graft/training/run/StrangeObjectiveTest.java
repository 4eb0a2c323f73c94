package dev.graft.training.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An objective that Graft does not know is a peer of its own. */
class StrangeObjectiveTest {
    @TempDir
    private Path folder;

    private TrainingSettings settings() throws IOException {
        return TinyRun.in(folder)
                .settings("out")
                .with("objective.kind", "pull")
                .with("objective.pull_to", "0.25")
                .with("optimizer.learning_rate", "0.05")
                .with("schedule.kind", "linear")
                .with("steps", "300");
    }

    @Test
    void isTrainedByItsNameUnderItsOwnSettings() throws IOException {
        assertTrue(new Trainer(settings(), TrainingListener.NONE).run(false, () -> false));
        for (Tensor weights :
                Safetensors.read(folder.resolve("out/model.safetensors")).values()) {
            for (float weight : weights.toFloatArray()) {
                assertEquals(0.25, weight, 1e-2);
            }
        }
        String run = Files.readString(folder.resolve("out/run.json"));
        assertTrue(run.contains("\"pull_to\" : 0.25"), run);
        assertEquals(
                settings().decisive(),
                Trainer.earlier(folder.resolve("out")).orElseThrow().decisive());
    }

    /** Else a run that was begun before a library was added could not go on. */
    @Test
    void runsOfOtherObjectivesKnowNothingOfItsSettings() throws IOException {
        TrainingSettings other = settings().with("objective.kind", "language_modelling");
        assertFalse(other.decisive().containsKey("objective.pull_to"));
        assertFalse(other.toJson().contains("pull_to"), other.toJson());
    }

    @Test
    void itsSettingsAreCheckedLikeOthers() throws IOException {
        TrainingSettings settings = settings();
        assertTrue(assertThrows(InvalidInputException.class, () -> settings.with("objective.pull_to", "-1"))
                .getMessage()
                .contains("the number that weights are drawn to"));
        assertTrue(assertThrows(InvalidInputException.class, () -> settings.with("objective.pull_too", "1"))
                .getMessage()
                .contains("did you mean 'objective.pull_to'"));
    }
}
