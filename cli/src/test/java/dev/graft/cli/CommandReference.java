package dev.graft.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/reference/commands.md}, as the commands describe themselves. */
final class CommandReference {
    private static final String HEAD = """
            # Commands

            What each command says of itself with `--help`. In a checkout the command is `scripts/graft`. Every command also has
            `--help`, `--version` and `--verbose`.
            """;

    private final StringBuilder text = new StringBuilder(HEAD);

    private CommandReference() {}

    static String markdown() {
        CommandReference reference = new CommandReference();
        Main.commandLine().getSubcommands().values().forEach(reference::add);
        return reference.text.toString();
    }

    private void add(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<OptionSpec> options =
                spec.options().stream().filter(CommandReference::isOwn).toList();
        text.append("\n## ").append(spec.qualifiedName()).append("\n\n");
        paragraph(spec.usageMessage().description());
        if (!spec.positionalParameters().isEmpty() || !options.isEmpty()) {
            text.append("\n| | |\n|---|---|\n");
            spec.positionalParameters().forEach(this::row);
            options.forEach(this::row);
        }
        List<String> footer = footer(spec.usageMessage().footer());
        if (!footer.isEmpty()) {
            text.append('\n');
            paragraph(footer.toArray(String[]::new));
        }
        Map<String, CommandLine> inner = command.getSubcommands();
        inner.values().forEach(this::add);
    }

    /** Those that all commands have are told once. */
    private static boolean isOwn(OptionSpec option) {
        return Stream.of("--help", "--version", "--verbose").noneMatch(List.of(option.names())::contains);
    }

    /** Without the list of settings, which has a page of its own. */
    private static List<String> footer(String... lines) {
        List<String> own = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("Settings and their defaults")) {
                break;
            }
            own.add(line);
        }
        own.removeIf(String::isBlank);
        return own;
    }

    private void paragraph(String... lines) {
        text.append(escaped(String.join(" ", lines))).append('\n');
    }

    private void row(ArgSpec argument) {
        String name;
        if (argument instanceof OptionSpec option) {
            name = option.longestName() + (option.arity().max() == 0 ? "" : " " + label(option));
        } else {
            name = ((PositionalParamSpec) argument).paramLabel();
        }
        text.append("| `")
                .append(name.replace("|", "\\|"))
                .append("` | ")
                .append(description(argument))
                .append(" |\n");
    }

    /** Picocli's own label is the name of a field, {@code <learningRate>}. */
    private static String label(OptionSpec option) {
        String label = option.paramLabel();
        return label.startsWith("<") ? "VALUE" : label;
    }

    private static String description(ArgSpec argument) {
        String candidates = argument.completionCandidates() == null
                ? ""
                : Stream.iterate(
                                argument.completionCandidates().iterator(),
                                java.util.Iterator::hasNext,
                                iterator -> iterator)
                        .map(java.util.Iterator::next)
                        .collect(Collectors.joining(", "));
        String said = String.join(" ", argument.description())
                .replace("${COMPLETION-CANDIDATES}", candidates)
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
        return escaped(said) + (argument.required() ? "; must be given" : "");
    }

    private static String escaped(String said) {
        return said.replace("|", "\\|").replace("<", "&lt;");
    }
}
