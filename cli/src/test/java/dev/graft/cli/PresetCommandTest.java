package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.training.recipe.Preset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graft preset list}, {@code show} and {@code copy}. */
class PresetCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), arguments);
    }

    @Test
    void listNamesEveryPresetWithItsPaper() {
        assertEquals(Main.DONE, run("preset", "list"), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals(1 + Preset.values().length, lines.size());
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.matches(
                                "minigpt4 +MiniGPT-4 +arXiv:2304.10592 +align, finetune +3,149,824 of Vicuna-7B")),
                out::toString);
    }

    @Test
    void aCopyIsWhatIsShownAndNeverReplacesAFile() throws IOException {
        assertEquals(Main.DONE, run("preset", "show", "blip2"), err::toString);
        String shown = out.toString();
        assertTrue(shown.startsWith("{") && shown.contains("\"blip2_stage1\""), shown);
        Path file = folder.resolve("mine.json");
        assertEquals(Main.DONE, run("preset", "copy", "blip2", file.toString()), err::toString);
        assertEquals(shown, Files.readString(file));

        Files.writeString(file, "mine");
        assertEquals(Main.USAGE, run("preset", "copy", "blip2", file.toString()));
        assertTrue(err.toString().contains("is there already"), err::toString);
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aCopyToStandardOutputIsPrinted() {
        assertEquals(Main.DONE, run("preset", "show", "blip2"), err::toString);
        String shown = out.toString();
        for (String place : List.of("-", "/dev/stdout")) {
            out.getBuffer().setLength(0);
            assertEquals(Main.DONE, run("preset", "copy", "blip2", place), err::toString);
            assertEquals(shown, out.toString());
        }
    }

    @Test
    void aMisspeltNameBringsTheRightOne() {
        assertEquals(Main.USAGE, run("preset", "show", "blip3"));
        assertTrue(err.toString().contains("did you mean 'blip2'?"), err::toString);
        assertEquals(Main.USAGE, run("preset"));
        assertTrue(err.toString().contains("say what to do; there is"), err::toString);
    }
}
