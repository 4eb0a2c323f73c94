package dev.graft.cli.output;

import dev.graft.tensors.files.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a user wants a text: in a file, a pipe or a device, or, by {@code -} or what the system calls standard output, where
 * the command prints.
 */
public final class TextOutput {
    private static final List<String> PRINTED = List.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    private TextOutput() {}

    /** Whether it goes where the command prints, so that what is printed besides has to go elsewhere. */
    public static boolean isPrinted(Path place) {
        return place != null && PRINTED.contains(place.toString());
    }

    /** Where the command tells people what it found: beside a text that is printed, with the messages. */
    public static PrintWriter told(CommandSpec spec, Path place) {
        return isPrinted(place)
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
    }

    /** Refuses a place that cannot be written, before anything is computed; none is right. */
    public static void check(Path place) {
        if (place != null && !isPrinted(place)) {
            AtomicFiles.requirePlace(place);
        }
    }

    /** Writes it. */
    public static void write(CommandSpec spec, Path place, String text) {
        if (isPrinted(place)) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(text.endsWith("\n") ? text : text + "\n");
            out.flush();
        } else {
            AtomicFiles.writeOrPass(place, text);
        }
    }
}
