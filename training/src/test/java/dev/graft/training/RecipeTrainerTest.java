package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stages between tiny backbones. */
class RecipeTrainerTest {
    private static final List<String> RESULTS = List.of("model.safetensors", "metrics.jsonl", "evaluation.json");

    @TempDir
    private Path folder;

    private TinyRun tiny;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
    }

    private Recipe recipe(String output) {
        TrainingSettings settings =
                tiny.settings(output).with("validate_every", "0").with("data.validation", "0.3");
        return new Recipe(List.of(
                new Recipe.Stage("first", settings.with("steps", "12")),
                new Recipe.Stage("second", settings.with("steps", "6").with("optimizer.learning_rate", "1e-12"))));
    }

    private static boolean train(Recipe recipe, boolean resume, int steps) {
        int[] left = {steps};
        TrainingListener counting = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double rate, double secondsLeft) {
                left[0]--;
            }
        };
        return new RecipeTrainer(recipe, counting).run(resume, () -> left[0] <= 0);
    }

    @Test
    void theSecondStageStartsFromTheFirst() throws IOException {
        assertTrue(train(recipe("whole"), false, Integer.MAX_VALUE));
        List<MetricsEntry> first = MetricsLog.read(folder.resolve("whole/1-first/metrics.jsonl"));
        List<MetricsEntry> second = MetricsLog.read(folder.resolve("whole/2-second/metrics.jsonl"));
        double begun = first.get(0).values().get("loss");
        double taken = second.get(0).values().get("loss");
        assertTrue(taken < 0.5 * begun, "it goes on where the first stage ended: " + begun + " and then " + taken);
    }

    @Test
    void anInterruptedOneGoesOnWithTheStageItWasIn() throws IOException {
        assertTrue(train(recipe("whole"), false, Integer.MAX_VALUE));
        for (int steps : List.of(4, 15)) {
            String name = "part" + steps;
            assertFalse(train(recipe(name), false, steps));
            assertEquals(steps > 12, Files.exists(folder.resolve(name).resolve("2-second")));
            Recipe earlier = RecipeTrainer.earlier(folder.resolve(name)).orElseThrow();
            assertEquals(recipe(name).toJson(), earlier.toJson());
            assertTrue(train(earlier, true, Integer.MAX_VALUE));
            for (String stage : List.of("1-first", "2-second")) {
                for (String file : RESULTS) {
                    assertArrayEquals(
                            Files.readAllBytes(
                                    folder.resolve("whole").resolve(stage).resolve(file)),
                            Files.readAllBytes(
                                    folder.resolve(name).resolve(stage).resolve(file)),
                            name + " " + stage + " " + file);
                }
            }
        }
    }

    @Test
    void aStageThatIsCompleteIsNotTrainedAgain() {
        assertFalse(train(recipe("run"), false, 15));
        List<String> messages = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        assertTrue(new RecipeTrainer(recipe("run"), listener).run(true, () -> false));
        assertTrue(messages.get(0).startsWith("stage 1 of 2, first: "), messages.get(0));
        assertTrue(messages.get(0).endsWith(" is complete"), messages.get(0));
    }

    @Test
    void othersAreRefused() throws IOException {
        assertFalse(train(recipe("run"), false, 4));
        assertThrows(InvalidInputException.class, () -> train(recipe("run"), false, 4));
        Recipe changed = recipe("run").with("second:batch", "4");
        String message = assertThrows(InvalidInputException.class, () -> train(changed, true, 4))
                .getMessage();
        assertTrue(message.contains("second: batch was 8, now is 4"), message);
    }

    @Test
    void aDataSetThatTheLastStageLacksShowsBeforeTheFirst() {
        Recipe lacking =
                recipe("run").with("second:data.path", folder.resolve("absent").toString());
        String message = assertThrows(ModelFileException.class, () -> train(lacking, false, 4))
                .getMessage();
        assertTrue(message.contains("absent") && message.contains("'second'"), message);
        assertFalse(Files.exists(folder.resolve("run")));
    }
}
