package dev.graft.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/** Runs a command in this process, and keeps what it prints. */
final class Commands {
    private Commands() {}

    /** The exit status of {@code graft COMMAND OPTIONS}. */
    static int run(StringWriter out, StringWriter err, List<String> command, String... options) {
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)),
                Stream.concat(command.stream(), Stream.of(options)).toArray(String[]::new));
    }
}
