package dev.graft.cli;

import dev.graft.graph.ModelFileException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code graft} command. */
@Command(
        name = "graft",
        description = "Connects a frozen vision encoder to a frozen language model with a small trained adapter.",
        mixinStandardHelpOptions = true,
        version = "graft 0.1.0",
        subcommands = {TrainCommand.class, AskCommand.class, EvalCommand.class, VerifyCommand.class})
public final class Main implements Runnable {
    /** Everything was done. */
    static final int DONE = 0;
    /** Something failed. */
    static final int FAILED = 1;
    /** The command was used wrongly. */
    static final int USAGE = 2;
    /** A model or data file is missing or damaged. */
    static final int BAD_FILE = 3;
    /** Stopped by the user after saving. */
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and gives its exit code. */
    static int run(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** One line for the user; the stack trace is for those who set GRAFT_VERBOSE. */
    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("graft: " + (failure.getMessage() == null ? failure : failure.getMessage()));
        if (System.getenv("GRAFT_VERBOSE") != null) {
            failure.printStackTrace(command.getErr());
        }
        if (failure instanceof ModelFileException) {
            return BAD_FILE;
        }
        return failure instanceof IllegalArgumentException ? USAGE : FAILED;
    }
}
