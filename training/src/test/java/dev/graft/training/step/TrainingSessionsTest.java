package dev.graft.training.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.SessionLog;
import dev.graft.testsupport.SharedData;
import dev.graft.training.StepBenchmark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A training step needs no session that writes texts. */
class TrainingSessionsTest {
    @Test
    void stepsOpenNoSessionOfAGenerator() {
        try (SessionLog log = SessionLog.start()) {
            LanguageModel model = LanguageModel.load(SharedData.path("backbones/stories260k"));
            assertEquals(List.of(), log.opened());
            new StepBenchmark(2, 12, 4, 3).run(model, 1, SessionConfig.DEFAULT);
            List<String> trained = log.opened();
            assertEquals(List.of(), log.open());
            assertTrue(trained.contains("training") && trained.contains("adamw"), trained::toString);
            Generator.open(model, SessionConfig.DEFAULT).close();
            List<String> written =
                    log.opened().subList(trained.size(), log.opened().size());
            assertFalse(written.isEmpty());
            written.forEach(name -> assertFalse(trained.contains(name), trained::toString));
        }
    }
}
