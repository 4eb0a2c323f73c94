package dev.graft.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code graft data} command, whose subcommands make data sets and look at them. */
@Command(
        name = "data",
        description = "Makes data sets, and looks at them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DataCheckCommand.class,
            DataStatsCommand.class,
            DataShowCommand.class,
            DataConvertCommand.class,
            ShapesCommand.class
        })
public final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
