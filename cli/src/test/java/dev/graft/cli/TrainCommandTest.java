package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.cli.output.AfterTraining;
import dev.graft.models.data.ImageRef;
import dev.graft.training.progress.Example;
import dev.graft.training.recipe.Preset;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Which settings {@code graft train} begins with, and what it says before it does. */
class TrainCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    /** All settings, as they are printed. */
    private String settings(String... options) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out, true));
        assertEquals(Main.DONE, Main.run(command, arguments(folder, "--print-settings", options)));
        return out.toString();
    }

    private static String[] arguments(Path output, String first, String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--output", output.toString(), first));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** What is said before the output folder is refused, which holds something else. */
    private List<String> summary(String... options) throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "something else");
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
        assertEquals(Main.USAGE, Main.run(command, arguments(folder, "--seed=3", options)));
        List<String> lines = err.toString().lines().toList();
        int refused = lines.size() - 1;
        assertTrue(lines.get(refused).contains("[" + folder + "] expected an empty folder"), err::toString);
        return lines.subList(0, refused);
    }

    @Test
    void fiveLinesSayWhatIsTrainedOnWhat() throws IOException {
        assertEquals(
                List.of(
                        "trains   adapter mlp by language_modelling",
                        "between  builtin:shapes-vision and builtin:shapes-language, both frozen",
                        "on       builtin:shapes/train/questions.jsonl",
                        "for      1030 steps of 64 samples",
                        "into     " + folder + ": the model; all settings stand in run.json there"),
                summary());
    }

    @Test
    void aPrecisionThatWasAskedForHasALine() throws IOException {
        assertEquals(
                "in       int8: products with frozen matrices, as was asked for; all else in float32",
                summary("--precision", "int8").get(4));
    }

    @Test
    void eachStageHasALine() throws IOException {
        assertEquals(
                List.of(
                        "trains       in stages, each from the weights of the one before:",
                        "  represent  adapter qformer by blip2_stage1, builtin:shapes/train/captions.jsonl, 320 steps of"
                                + " 32 samples",
                        "  generate   adapter qformer by language_modelling, builtin:shapes/train/captions.jsonl, 200"
                                + " steps of 64 samples",
                        "  questions  adapter qformer by language_modelling, builtin:shapes/train/questions.jsonl, 5"
                                + " steps of 64 samples",
                        "between      builtin:shapes-vision and builtin:shapes-language, both frozen",
                        "into         " + folder + ": the model; all settings stand in recipe.json there"),
                summary("--preset", "blip2", "--set", "questions:steps=5"));
    }

    @Test
    void theHelpSaysWhatEachSettingOfEachAdapterMeans() {
        StringWriter out = new StringWriter();
        Main.run(Main.commandLine().setOut(new PrintWriter(out, true)), "train", "--help");
        String help = out.toString();
        assertTrue(help.contains("An adapter of kind clipcap:"), help);
        assertTrue(help.contains("  adapter.hidden_layers=1  hidden layers of an mlp"), help);
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
    void givenBackbonesAreTrainedAsPublished() throws IOException {
        String data = Files.writeString(folder.resolve("data.jsonl"), "").toString();
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

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLIP2_T5") // its language model must be named
    void aPresetAndTheSettingsThatAreShownMayBeGivenAsAFile(Preset preset) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.json"), preset.json());
        String shown = settings("--config", file.toString(), "--set", "final_evaluation=0");
        Files.writeString(file, shown);
        assertEquals(shown, settings("--config", file.toString()));
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

    @Test
    void commandsToCopyRunNothingThatDataSay() {
        TrainingSettings settings = TrainingSettings.DEFAULTS.with("output", "out");
        assertTrue(next(settings, "1.png", "what is it?").contains(" 1.png \"what is it?\"\n"));
        String next = next(settings, "a b$(id).png", "\"; id '`id`'");
        assertTrue(next.contains(" 'a b$(id).png' '\"; id '\\''`id`'\\'''\n"), next);
    }

    private static String next(TrainingSettings settings, String image, String question) {
        ImageRef shown = ImageRef.of(image, Path.of(image));
        return AfterTraining.commands(settings, Optional.of(new Example(shown, question, "a", List.of("a"))));
    }
}
