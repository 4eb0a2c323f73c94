package dev.graft.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bad input of a command, and what is said of it. In all texts {@code {folder}} stands for a folder of the input's own
 * and {@code {ready}} for that of {@link ReadyFolder}.
 *
 * @param what is wrong
 * @param given how the input is made, see {@link Preparation}
 * @param command the arguments after {@code graft}, between spaces; those that hold spaces stand in single quotes
 * @param code the exit code
 * @param message what is said, with hashes as {@code {sha256}} and this machine's memory as {@code {memory}}
 */
record BadInput(String what, List<String> given, String command, int code, String message) {
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|([^ ']+)");

    /** The inputs of one kind, as a resource lists them. */
    record Kind(String title, List<BadInput> inputs) {}

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (Matcher matcher = ARGUMENT.matcher(command); matcher.find(); ) {
            arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return arguments;
    }

    BadInput saying(String newMessage) {
        return new BadInput(what, given, command, code, newMessage);
    }

    @Override
    public String toString() {
        return what;
    }
}
