package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Printable;
import dev.graft.training.step.NonFiniteLossException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(CommandLine commandLine, String... arguments) {
        return Main.run(commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)), arguments);
    }

    private int runFailing(Throwable failure, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "fail";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return run(Main.commandLine().addSubcommand(new Failing(failure)), arguments);
    }

    @Test
    void helpAndVersionAreAnswers() {
        assertEquals(Main.DONE, run(Main.commandLine(), "--help"));
        assertTrue(out.toString().contains("Usage: graft"), out.toString());
        assertEquals(Main.DONE, run(Main.commandLine(), "--version"));
        assertTrue(out.toString().contains("graft ("), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void wrongUsageIsTwo() {
        for (List<String> wrong : List.of(List.<String>of(), List.of("trian"), List.of("--nonsense"))) {
            assertEquals(Main.USAGE, run(Main.commandLine(), wrong.toArray(String[]::new)), wrong.toString());
        }
        assertTrue(err.toString().contains("train"), "a misspelt command brings the right one: " + err);
        assertEquals(Main.USAGE, runFailing(new InvalidInputException("--steps is -1; it must be positive")));
    }

    @Test
    void whatAFileSaysCannotSteerTheTerminal() {
        runFailing(new ModelFileException("has no tensor '\033]0;title\007\u202e'"));
        assertTrue(err.toString().contains("has no tensor '\\u001b]0;title\\u0007\\u202e'"), err.toString());
    }

    @Test
    void failuresHaveTheirExitCodes() {
        Map<Throwable, Integer> codes = Map.of(
                new InvalidInputException("a"),
                Main.USAGE,
                new ModelFileException("m"),
                Main.BAD_FILE,
                new IOException("disk full"),
                Main.FAILED,
                new UncheckedIOException("disk full", new IOException()),
                Main.FAILED,
                new RuntimeFailure("the graph is refused", null),
                Main.FAILED,
                NonFiniteLossException.at(1, Double.NaN, 0, List.of()),
                Main.FAILED,
                new OutOfMemoryError("Java heap space"),
                Main.FAILED,
                new UnsatisfiedLinkError("no native library"),
                Main.FAILED,
                new InterruptedException("i"),
                Main.INTERRUPTED);
        codes.forEach((failure, code) -> assertEquals(code, runFailing(failure), failure.toString()));
        assertFalse(err.toString().contains("inside Graft"), err.toString());
    }

    /** Java's own exceptions say nothing to a user, and blame him for nothing. */
    @Test
    void anErrorOfTheProgramIsNoMistakeOfTheUser() {
        for (Throwable failure : List.of(
                new IllegalArgumentException("bound must be positive"),
                new InvalidPathException("a\0b", "Nul character not allowed"),
                new NumberFormatException("For input string: \"x\""),
                new IllegalStateException("s"),
                new NullPointerException("it is null"),
                new NoSuchElementException(),
                new AssertionError("never"))) {
            err.getBuffer().setLength(0);
            assertEquals(Main.FAILED, runFailing(failure), failure.toString());
            String said = err.toString();
            assertTrue(said.startsWith("graft: an error inside Graft"), said);
            assertTrue(said.contains(Printable.lines(failure.toString())) && said.contains("--verbose"), said);
            assertEquals(1, said.lines().count(), said);
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeItIsMade() {
        String[] arguments = {"eval", "no-model", "--data", "no-data", "--json", "no/such/folder/report.json"};
        assertEquals(Main.USAGE, run(Main.commandLine(), arguments));
        assertTrue(
                err.toString().contains("[no/such/folder/report.json] cannot be written: there is no folder"),
                err.toString());
    }

    @Test
    void failureIsOneLine() {
        runFailing(new ModelFileException("[model.onnx] node 7: expected 3 inputs, found 2"));
        assertEquals("graft: [model.onnx] node 7: expected 3 inputs, found 2\n", err.toString());
    }

    @Test
    void messagesThatJavaLeavesBareAreCompleted() {
        runFailing(new NoSuchFileException("data.json"));
        assertEquals("graft: no such file: data.json\n", err.toString());
        err.getBuffer().setLength(0);
        runFailing(new IOException());
        assertEquals("graft: java.io.IOException\n", err.toString());
    }

    /** Java fails so where a file is mapped into memory and another program cuts it short. */
    @Test
    void aFileThatBecomesShorterWhileItIsReadIsNoErrorOfTheProgram() {
        Throwable failure =
                new InternalError("a fault occurred in a recent unsafe memory access operation in compiled Java code");
        assertEquals(Main.BAD_FILE, runFailing(failure));
        assertTrue(err.toString().contains("became shorter"), err.toString());
    }

    @Test
    void pathsThatNoFileCanHaveAreToldAsSuch() {
        assertEquals(Main.USAGE, run(Main.commandLine(), "ask", "model", "a\ud800.png", "what"));
        assertTrue(err.toString().contains("IMAGE: not a file name: it has half of a surrogate pair"), err.toString());
    }

    @Test
    void verboseShowsWhere() {
        runFailing(new IllegalStateException("s"));
        assertFalse(err.toString().contains("\tat "), err.toString());
        runFailing(new IllegalStateException("s"), "--verbose");
        assertTrue(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void everyOptionSaysWhatItIs() {
        Main.commandLine().getSubcommands().values().forEach(this::optionsSayWhatTheyAre);
    }

    private void optionsSayWhatTheyAre(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name);
        for (OptionSpec option : command.getCommandSpec().options()) {
            assertTrue(option.description().length > 0, name + " " + option.longestName() + " has no description");
        }
        command.getSubcommands().values().forEach(this::optionsSayWhatTheyAre);
    }

    @Command(name = "fail")
    private static final class Failing implements Callable<Integer> {
        private final Throwable failure;

        private Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }
}
