package dev.graft.cli;

import dev.graft.cli.cache.CacheCommand;
import dev.graft.cli.data.DataCommand;
import dev.graft.cli.embed.EmbedCommand;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.output.StandardOutput;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.cache.Cache;
import dev.graft.tensors.cache.CacheLimit;
import dev.graft.tensors.cache.CacheUse;
import dev.graft.tensors.files.GivenPath;
import dev.graft.tensors.files.ProcessEnd;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code graft} command, the program that users start. */
@Command(
        name = "graft",
        description = "Connects a frozen vision encoder to a frozen language model with a small trained adapter.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.class,
        subcommands = {
            TrainCommand.class,
            PresetCommand.class,
            AskCommand.class,
            EvalCommand.class,
            EmbedCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            BenchmarkCommand.class,
            DataCommand.class,
            CacheCommand.class
        })
public final class Main implements Runnable, IVersionProvider {
    /** Everything was done. */
    static final int DONE = 0;
    /** Something failed. */
    static final int FAILED = 1;
    /** The command was used wrongly, or what was given with it cannot be. */
    static final int USAGE = 2;
    /** A model or data file is missing or damaged. */
    static final int BAD_FILE = 3;
    /** Stopped by the user after saving. */
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "show where in the program a failure arose; GRAFT_VERBOSE=1 does so for every command")
    private boolean verbose = Environment.isVerbose(System.getenv());

    /** Runs a command line, and ends Java with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        StopSignal.endAtOnce();
        System.exit(run(arguments));
    }

    /** Runs a command line on the standard streams and gives its exit code. */
    static int run(String... arguments) {
        StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = standard.writer();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine;
        try {
            commandLine = commandLine();
        } catch (RuntimeException | Error failure) {
            // A library on the path that adds to Graft, and is broken.
            Explanation explanation = Explanation.of(failure);
            err.println("graft: " + explanation.line());
            return explanation.exitCode();
        }
        int code = run(commandLine.setOut(out).setErr(err), arguments);
        out.flush();
        Optional<String> failure = standard.failure();
        failure.ifPresent(reason -> err.println("graft: the output cannot be written to its end (" + reason
                + "); make room where it goes, and repeat the command"));
        return code == DONE && failure.isPresent() ? FAILED : code;
    }

    static int run(CommandLine commandLine, String... arguments) {
        Main main = commandLine.getCommand();
        try {
            Environment.requireRead(arguments);
            return commandLine
                    .setParameterExceptionHandler(Main::explainUsage)
                    .setExecutionExceptionHandler((failure, command, parsed) -> main.explain(failure))
                    .execute(arguments);
        } catch (InvalidInputException | Error failure) {
            // No memory, no native library: picocli hands on what is not an exception.
            return main.explain(failure);
        }
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Main::path)
                .setExpandAtFiles(false) // a question may begin with @
                .setExecutionStrategy(Main::execute);
        UsageMessageSpec train =
                commandLine.getSubcommands().get("train").getCommandSpec().usageMessage();
        train.footer(
                Stream.concat(Stream.of(train.footer()), SettingsFooter.lines()).toArray(String[]::new));
        return commandLine;
    }

    private static Path path(String given) {
        try {
            return GivenPath.of(given);
        } catch (InvalidInputException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int execute(ParseResult given) {
        Integer helped = CommandLine.executeHelpRequest(given);
        if (helped != null) {
            return helped;
        }
        try {
            Environment.check(System.getenv());
        } catch (InvalidInputException e) {
            throw new ParameterException(given.commandSpec().commandLine(), e.getMessage(), e);
        }
        OptionRules.check(given);
        try {
            return new CommandLine.RunLast().execute(given);
        } finally {
            boundCache(given.commandSpec().commandLine().getErr());
        }
    }

    /** Has the caches that the command used keep to their limit, now that it uses them no more. */
    private static void boundCache(PrintWriter err) {
        CacheUse.releaseAll();
        try {
            CacheLimit.of(System.getenv())
                    .ifPresent(
                            limit -> CacheUse.caches().forEach(root -> limit.enforce(new Cache(root), err::println)));
        } catch (UncheckedIOException e) {
            err.println("graft: the cache does not keep to its limit: " + e.getMessage());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing; there is "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"graft " + (version == null ? "(not packaged)" : version)};
    }

    /** What is wrong with a command line, and what each missing argument is. */
    private static int explainUsage(ParameterException failure, String... arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("graft: " + failure.getMessage());
        if (failure instanceof MissingParameterException missing) {
            for (ArgSpec argument : missing.getMissing()) {
                String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
                err.println("  " + name + ": " + String.join(" ", argument.description()));
            }
        }
        if (failure instanceof MissingParameterException missing && lacksModel(missing)) {
            err.println(
                    "No model yet? 'graft train' makes one in a few minutes, with nothing else given: it brings small"
                            + " backbones and data of its own.");
        }
        UnmatchedArgumentException.printSuggestions(failure, err);
        if (failure instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            err.println("An argument that begins with - and is no option stands behind all options and --");
        }
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more");
        return USAGE;
    }

    private static boolean lacksModel(MissingParameterException failure) {
        return failure.getMissing().stream()
                .anyMatch(argument ->
                        argument.isPositional() && argument.paramLabel().equals(ModelOptions.LABEL));
    }

    /** One line for the user, more for those who ask; the exit code. */
    private int explain(Throwable failure) {
        if (ProcessEnd.hasBegun()) {
            return INTERRUPTED; // by the user, who knows
        }
        PrintWriter err = spec.commandLine().getErr();
        Explanation explanation = Explanation.of(failure);
        err.println("graft: " + explanation.line());
        if (verbose) {
            failure.printStackTrace(err);
        }
        return explanation.exitCode();
    }
}
