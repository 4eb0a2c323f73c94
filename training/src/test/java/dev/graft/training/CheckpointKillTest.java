package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.training.checkpoint.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that saves again and again; what it leaves must be one whole checkpoint, none older than reported. */
class CheckpointKillTest {
    private static final int ROUNDS = 6;
    private static final int ELEMENTS = 500_000;

    @TempDir
    private Path folder;

    @Test
    void aKilledProcessLeavesAWholeCheckpoint() throws IOException, InterruptedException {
        Path file = folder.resolve("last.safetensors");
        Random random = new Random(20);
        long step = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long reported = killWhileSaving(file, step, random.nextInt(150));
            Checkpoint checkpoint = Checkpoint.load(file);
            step = checkpoint.step();
            assertTrue(step >= reported, "found step " + step + " after step " + reported + " was reported as saved");
            float[] values = checkpoint.state().get("w").toFloatArray();
            assertEquals(ELEMENTS, values.length);
            assertEquals(step, (long) values[0]);
            assertEquals(step, (long) values[ELEMENTS - 1]);
        }
        AtomicFiles.sweep(folder);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    /** The last step that the process reported as saved before it was killed. */
    private static long killWhileSaving(Path file, long firstStep, int milliseconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Saver.class.getName(),
                        file.toString(),
                        Long.toString(firstStep))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reports = process.inputReader()) {
            long reported = Long.parseLong(reports.readLine());
            Thread.sleep(milliseconds);
            process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly, leaves the output readable
            for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                reported = Long.parseLong(line);
            }
            process.waitFor(); // what a process is writing that still ends is not left behind yet
            return reported;
        }
    }

    /** Saves steps until it is killed. */
    static final class Saver {
        private Saver() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            for (long step = Long.parseLong(arguments[1]) + 1; ; step++) {
                float[] values = new float[ELEMENTS];
                Arrays.fill(values, (float) step);
                new Checkpoint(Map.of("w", Tensor.of(values, ELEMENTS)), step, Optional.empty(), "").save(file);
                System.out.println(step);
            }
        }
    }
}
