package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills runs at random moments; resumed, they end with the same bytes as one that was left alone. */
class RunKillTest {
    private static final int KILLS = Integer.getInteger("graft.test.kills", 3);

    @TempDir
    private Path folder;

    @Test
    void aKilledRunEndsAsOneThatWasNot() throws IOException, InterruptedException {
        TinyRun tiny = TinyRun.in(folder);
        new Trainer(settings(tiny, "whole"), TrainingListener.NONE).run(false, () -> false);
        Random random = new Random();
        int killed = 0;
        for (int round = 0; killed < KILLS && round < 3 * KILLS; round++) {
            // Anywhere from the first checkpoint to the evaluation.
            killed += runAndKill(random.nextInt(1 + Steps.COUNT / KILLS)) ? 1 : 0;
        }
        assertTrue(killed > 0, "no run was killed");
        Trainer last = new Trainer(settings(tiny, "killed"), TrainingListener.NONE);
        assertTrue(last.run(Files.exists(folder.resolve("killed").resolve("run.json")), () -> false));
        TrainerTest.assertSameRun(folder.resolve("whole"), folder.resolve("killed"));
    }

    private static TrainingSettings settings(TinyRun tiny, String output) {
        return tiny.settings(output)
                .with("steps", Integer.toString(Steps.COUNT))
                .with("validate_every", "3")
                .with("checkpoint_every", "2");
    }

    /** Kills a process after it has reported so many steps; whether it was still running. */
    private boolean runAndKill(int steps) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Steps.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reports = process.inputReader()) {
            int seen = 0;
            while (seen <= steps && reports.readLine() != null) {
                seen++;
            }
            boolean running = process.isAlive();
            process.toHandle().destroyForcibly();
            process.waitFor();
            return running;
        }
    }

    /** Trains, or goes on with it, and prints a line for each step. */
    static final class Steps {
        static final int COUNT = 60;

        private Steps() {}

        public static void main(String[] arguments) throws IOException {
            TinyRun tiny = TinyRun.at(Path.of(arguments[0]));
            TrainingListener reports = new TrainingListener() {
                @Override
                public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                    System.out.println(step);
                }
            };
            TrainingSettings settings = settings(tiny, "killed");
            new Trainer(settings, reports)
                    .run(Files.exists(settings.paths().output().resolve("run.json")), () -> false);
        }
    }
}
