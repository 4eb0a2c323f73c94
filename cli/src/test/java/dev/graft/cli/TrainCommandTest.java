package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/**
 * Which settings {@code graft train} begins with. It prints them and then refuses the output folder, which holds
 * something else, so that nothing is trained.
 */
class TrainCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void occupy() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "something else");
    }

    /** What was printed before the refusal. */
    private String settings(String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--output", folder.toString()));
        arguments.addAll(List.of(options));
        err.getBuffer().setLength(0);
        assertEquals(
                Main.USAGE,
                Main.run(Main.commandLine().setErr(new PrintWriter(err, true)), arguments.toArray(String[]::new)));
        String printed = err.toString();
        assertTrue(printed.contains("[" + folder + "] expected an empty folder"), printed);
        return printed;
    }

    @Test
    void withNothingGivenTheLittleWorldIsLearnt() {
        String printed = settings();
        assertTrue(printed.contains("\"builtin:shapes-vision\""), printed);
        assertTrue(printed.contains("\"builtin:shapes-language\""), printed);
        assertTrue(printed.contains("\"builtin:shapes/train/questions.jsonl\""), printed);
    }

    @Test
    void aPresetWithoutBackbonesTakesItsSmallSizes() {
        String printed = settings("--preset", "qwen-vl");
        assertTrue(printed.contains("\"builtin:shapes-vision\""), printed);
        assertFalse(printed.contains("\"steps\" : 50000"), printed);
    }

    @Test
    void givenBackbonesAreTrainedAsPublished() {
        String data = folder.resolve("notes.txt").toString();
        String printed = settings("--preset", "qwen-vl", "--vision", "v", "--language", "l", "--data", data);
        assertTrue(printed.contains("\"steps\" : 50000"), printed);
        assertTrue(printed.contains("\"batch\" : 30720"), printed);
        assertFalse(printed.contains("builtin:"), printed);
    }

    @Test
    void givenBackbonesMayBeTrainedInSmall() {
        String printed = settings("--preset", "qwen-vl", "--small", "--language", "l");
        assertTrue(printed.contains("\"builtin:shapes-vision\""), printed);
        assertFalse(printed.contains("\"builtin:shapes-language\""), printed);
        assertFalse(printed.contains("\"steps\" : 50000"), printed);
    }

    @Test
    void flagsStandOverThePresetAndOneStageMayBeNamed() {
        String printed = settings("--preset", "minigpt4", "--seed", "77", "--set", "align:batch=3");
        assertTrue(printed.contains("\"seed\" : 77"), printed);
        assertTrue(printed.contains("\"batch\" : 3,"), printed);
    }

    @Test
    void whatCannotBeChosenIsRefused() {
        PrintWriter out = new PrintWriter(err, true);
        assertEquals(
                Main.USAGE,
                Main.run(Main.commandLine().setErr(out), "train", "--small", "--vision", "v", "--language", "l"));
        assertTrue(err.toString().contains("name one by --preset"), err::toString);
        assertEquals(
                Main.USAGE, Main.run(Main.commandLine().setErr(out), "train", "--preset", "qwen_vl", "--vision", "v"));
        assertTrue(err.toString().contains("did you mean 'qwen-vl'?"), err::toString);
    }
}
