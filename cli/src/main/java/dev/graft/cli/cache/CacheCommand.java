package dev.graft.cli.cache;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code graft cache} command, whose subcommands look after the cache. */
@Command(
        name = "cache",
        description = "Lists and removes what Graft keeps because it can be used again, such as computed features.",
        mixinStandardHelpOptions = true,
        subcommands = {CacheListCommand.class, CacheClearCommand.class},
        footer = {
            "",
            "The folder is that of GRAFT_CACHE, or else the user's. Everything in it is made again when it is needed.",
            "GRAFT_CACHE_LIMIT, such as 20GB, has each command remove what was not used for longest, until it keeps to that."
        })
public final class CacheCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
