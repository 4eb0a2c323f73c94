package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graft train --seeds} of a recipe with two stages, as a user sees it. */
class SeedsCommandTest {
    private static final String RECIPE = """
            {"description": "two stages", "vision": "vision", "language": "language", "cache": "cache", "batch": 4,
             "prompt": {"template": "{image}{question}"}, "validation_answers": 0, "checkpoint_every": 10,
             "data": {"path": "data", "validation": 0.3},
             "stages": [{"name": "first", "steps": 20, "final_evaluation": 0},
                        {"name": "second", "steps": 40, "final_evaluation": 9}]}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyParts.write(folder);
        Files.writeString(folder.resolve("two.json"), RECIPE);
    }

    private String[] arguments(String output, int seeds, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--seed=4", "--seeds=" + seeds));
        arguments.add("--config=" + folder.resolve("two.json"));
        arguments.add("--output=" + folder.resolve(output));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    @Test
    void aKilledTrainingGoesOnToTheSameEnd() throws Exception {
        kill("seed 5", arguments("killed", 2));
        assertTrue(Files.exists(folder.resolve("killed/seed-4/2-second/evaluation.json")));
        assertEquals(Main.USAGE, run(arguments("killed", 2)));
        assertTrue(err.toString().contains("go on with its runs by --resume"), err::toString);

        // What is complete is not taken for a run of other settings; that shows before anything is trained.
        assertEquals(Main.USAGE, run(arguments("killed", 2, "--resume", "--set=second:steps=41")));
        assertTrue(
                err.toString().contains("begun with other settings: second: steps was 40, now is 41"), err::toString);

        assertEquals(
                Main.DONE,
                run("train", "--seeds=2", "--resume", "--output=" + folder.resolve("killed")),
                err::toString);
        assertEquals(folder.resolve("killed") + System.lineSeparator(), out.toString());
        String said = err.toString();
        assertTrue(said.contains("seed 4: " + folder.resolve("killed/seed-4") + " is complete"), said);
        for (String column : List.of("mean", "95 % interval", "deviation", "seed 4", "seed 5", "    shuffled")) {
            assertTrue(said.contains(column), said);
        }

        assertEquals(Main.DONE, run(arguments("whole", 2, "--quiet")), err::toString);
        assertEquals("", err.toString());
        for (String file :
                List.of("seeds.json", "seed-4/2-second/model.safetensors", "seed-5/2-second/model.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("killed").resolve(file)),
                    file);
        }
    }

    @Test
    void twoSettingsAreComparedByTheAnswersOfAllRuns() throws Exception {
        assertEquals(Main.DONE, run(arguments("one", 2, "--quiet")), err::toString);
        assertEquals(Main.DONE, run(arguments("other", 2, "--quiet", "--set=second:steps=1")), err::toString);
        String[] both = {"eval", seeds("one"), seeds("other")};
        assertEquals(Main.DONE, run(both), err::toString);
        assertTrue(out.toString().contains("means of the seeds [4, 5]"), out::toString);
        assertTrue(out.toString().contains("by Clark's min F'"), out::toString);
        assertEquals(
                Main.DONE, run("train", "--seeds=3", "--resume", "--output=" + folder.resolve("one")), err::toString);
        assertEquals(Main.USAGE, run(both), err::toString);
        assertTrue(err.toString().contains("has the seeds [4, 5, 6]"), err::toString);
        Files.move(folder.resolve("other"), folder.resolve("moved"));
        Files.move(folder.resolve("moved/seed-5"), folder.resolve("away"));
        assertEquals(Main.BAD_FILE, run("eval", seeds("one"), seeds("moved")), err::toString);
        assertTrue(err.toString().contains("moved/seed-5] holds no run"), err::toString);
    }

    private String seeds(String output) {
        return folder.resolve(output).resolve("seeds.json").toString();
    }

    /** Kills a process as soon as it says something. */
    private static void kill(String when, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith(when)) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(process.waitFor() != 0 && said.indexOf(when) >= 0, said::toString);
    }
}
