package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.SessionLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.MemoryUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training opens no session that writes texts before it needs one, and leaves none open. */
class TrainingSessionsTest {
    @TempDir
    private Path folder;

    private TinyRun tiny;
    private List<String> writing;

    /** The names of the graphs that a generator opens. */
    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
        try (SessionLog log = SessionLog.start()) {
            Generator.open(LanguageModel.load(tiny.language), SessionConfig.DEFAULT)
                    .close();
            writing = log.opened();
        }
        assertEquals(List.of("embedding", "language"), writing);
    }

    private void assertNoneWrites(List<String> sessions) {
        writing.forEach(name -> assertFalse(sessions.contains(name), sessions::toString));
    }

    @Test
    void aStepOpensOnlyItsOwn() {
        try (SessionLog log = SessionLog.start()) {
            LanguageModel model = LanguageModel.load(tiny.language);
            assertEquals(List.of(), log.opened());
            new StepBenchmark(2, 12, 0, 4, 3).run(model, 1, SessionConfig.DEFAULT, MemoryUse.ORDINARY);
            List<String> opened = log.opened();
            assertTrue(opened.contains("training") && opened.contains("adamw"), opened::toString);
            assertNoneWrites(opened);
            assertEquals(List.of(), log.open());
        }
    }

    @Test
    void theVisionEncoderIsClosedWhileStepsAreComputed() {
        TrainingSettings settings =
                tiny.settings("resting").with("validation_answers", "0").with("final_evaluation", "0");
        List<List<String>> open = new ArrayList<>();
        try (SessionLog log = SessionLog.start()) {
            TrainingListener looking = new TrainingListener() {
                @Override
                public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                    open.add(log.open());
                }
            };
            assertTrue(new Trainer(settings, looking).run(false, () -> false));
        }
        assertFalse(open.isEmpty());
        open.forEach(sessions -> assertTrue(
                Set.of("training", "adamw").containsAll(sessions) && !sessions.isEmpty(), sessions::toString));
    }

    @Test
    void aRunThatAnswersNothingWritesNothing() {
        TrainingSettings settings =
                tiny.settings("silent").with("validation_answers", "0").with("final_evaluation", "0");
        assertNoneWrites(sessionsOf(settings));
    }

    @Test
    void aRunThatAnswersWritesFromTheFirstValidationOn() {
        List<String> opened = sessionsOf(tiny.settings("run"));
        int first = opened.indexOf("language");
        assertTrue(first > opened.indexOf("adamw"), opened::toString);
        assertEquals(first, opened.lastIndexOf("language"), "opened once");
    }

    private static List<String> sessionsOf(TrainingSettings settings) {
        try (SessionLog log = SessionLog.start()) {
            assertTrue(new Trainer(settings, TrainingListener.NONE).run(false, () -> false));
            assertEquals(List.of(), log.open(), "left open");
            return log.opened();
        }
    }
}
