package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.Condition;
import dev.graft.eval.measure.Interval;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.SeedReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.recipe.Recipe;
import dev.graft.training.run.RunFolder;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTrainerTest {
    private static final TrainingListener SILENT = new TrainingListener() {};

    @TempDir
    private Path folder;

    private Recipe recipe(String output) throws Exception {
        TinyRun tiny = TinyRun.in(folder);
        TrainingSettings settings = tiny.settings(output)
                .with("steps", "4")
                .with("seed", "5")
                .with("data.validation", "0.3")
                .with("final_evaluation", "6");
        return Recipe.single(settings);
    }

    @Test
    void eachSeedIsTheRunThatItWouldBeAlone() throws Exception {
        SeedReport report = new SeedTrainer(recipe("several"), 2, SILENT)
                .run(false, () -> false)
                .orElseThrow();
        assertEquals(List.of(5L, 6L), report.seeds());
        Recipe alone = recipe("alone").with("seed", "6");
        assertTrue(new RecipeTrainer(alone, SILENT).run(false, () -> false));
        Path several = folder.resolve("several");
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("alone/model.safetensors")),
                Files.readAllBytes(several.resolve("seed-6/model.safetensors")));
        SeedReport.Figure exact = report.figures().get(0);
        double value = EvaluationReport.read(several.resolve("seed-6").resolve(RunFolder.evaluation(0)))
                .overall(exact.metric(), Condition.IMAGES)
                .orElseThrow()
                .value();
        assertEquals(value, exact.values().get(1));
        assertTrue(Files.readString(several.resolve(SeedTrainer.FILE)).contains("\"deviation\""));
        assertThrows(
                InvalidInputException.class,
                () -> new SeedTrainer(recipe("several"), 2, SILENT).run(false, () -> false));
        assertEquals(
                report,
                new SeedTrainer(recipe("several"), 2, SILENT)
                        .run(true, () -> false)
                        .orElseThrow());
        assertEquals(
                "5",
                Long.toString(SeedTrainer.earlier(several).orElseThrow().last().seed()));
    }

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        boolean[] second = {false};
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                second[0] |= message.startsWith("seed 6");
            }
        };
        assertFalse(new SeedTrainer(recipe("stopped"), 2, listener)
                .run(false, () -> second[0])
                .isPresent());
        SeedReport resumed = new SeedTrainer(recipe("stopped"), 2, SILENT)
                .run(true, () -> false)
                .orElseThrow();
        SeedReport whole = new SeedTrainer(recipe("whole"), 2, SILENT)
                .run(false, () -> false)
                .orElseThrow();
        assertEquals(whole, resumed);
    }

    @Test
    void spreadIsThatOfASample() {
        SeedReport.Figure figure = new SeedReport.Figure("d", "m", Condition.IMAGES, List.of(0.2, 0.4, 0.9));
        assertEquals(0.5, figure.mean(), 1e-12);
        assertEquals(0.36055512754639896, figure.deviation(), 1e-12, "NumPy's std with ddof=1");
        assertEquals(0.2, figure.lowest());
        assertEquals(0.9, figure.highest());
        Interval interval = figure.interval().orElseThrow();
        assertEquals(-0.39566859, interval.low(), 1e-7, "SciPy's t.interval with 2 degrees of freedom");
        assertEquals(1.39566859, interval.high(), 1e-7);
        assertTrue(new SeedReport.Figure("d", "m", Condition.IMAGES, List.of(0.2, 0.2))
                .interval()
                .isEmpty());
    }
}
