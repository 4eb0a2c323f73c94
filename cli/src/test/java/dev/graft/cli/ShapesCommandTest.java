package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("data", "shapes"));
        arguments.addAll(List.of(options));
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)),
                arguments.toArray(String[]::new));
    }

    @Test
    void writesADataSetAndSaysWhatTheQuestionAlonePredicts() {
        String world = folder.resolve("world").toString();
        String[] options = {
            "--out", world, "--images", "12", "--test-images", "5", "--texts", "3", "--image-size", "48", "--seed", "8"
        };
        assertEquals(Main.DONE, run(options), err::toString);
        assertEquals(
                12,
                Dataset.open(Path.of(world, "train", "questions.jsonl"))
                        .validate(1)
                        .images());
        assertEquals(
                5,
                Dataset.open(Path.of(world, "combinations", "questions.jsonl"))
                        .validate(1)
                        .images());
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.get(0).matches("blind +test +combinations"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("relation( +\\d+\\.\\d){2}")), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("all( +\\d+\\.\\d){2}")), lines::toString);
        assertEquals(Main.USAGE, run(options), "the folder exists now");
        assertTrue(err.toString().contains("[" + world + "] is not empty"), err::toString);
    }

    @Test
    void wrongUseIsUsage() {
        assertEquals(Main.USAGE, Main.run(Main.commandLine().setErr(new PrintWriter(err, true)), "data"));
        assertEquals(Main.USAGE, run("--images", "3"));
        assertEquals(Main.USAGE, run("--out", folder.resolve("x").toString(), "--images", "0"));
        assertTrue(err.toString().contains("--images must be from 1 to 10000000, found 0"), err::toString);
    }
}
