package dev.graft.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code graft data} command, whose subcommands make data sets. */
@Command(
        name = "data",
        description = "Makes data sets.",
        mixinStandardHelpOptions = true,
        subcommands = ShapesCommand.class)
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which data set to make, such as shapes");
    }
}
