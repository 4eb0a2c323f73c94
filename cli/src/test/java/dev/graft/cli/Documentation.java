package dev.graft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A Markdown text, held against the repository and the command that it tells of. */
final class Documentation {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\w*\\n(.*?)^ *```");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)\\s]+))?[^)]*\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
    private static final Pattern CLASS =
            Pattern.compile("(?:dev(?:\\.[a-z0-9]+)*\\.)?([A-Z]\\w*[a-z]\\w*)(?:[.#]\\w+.*)?");
    private static final Pattern FLAG = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern PACKAGE = Pattern.compile("dev\\.graft(\\.[a-z0-9]+)+");
    private static final Pattern COMMAND = Pattern.compile("(?:scripts/)?graft( .*)?");
    private static final Pattern REST_OF_SHELL = Pattern.compile(" (?:[|>&;#]|2>).*");

    private final Path root;
    private final Path folder;
    private final String prose;
    private final List<String> commands;
    private final List<String> lies = new ArrayList<>();

    private Documentation(Path root, Path folder, String text) {
        this.root = root;
        this.folder = folder;
        this.prose = BLOCK.matcher(text).replaceAll("");
        this.commands = found(BLOCK, text)
                .flatMap(block -> block.group(1).replaceAll("\\\\\\n\\s*", " ").lines())
                .map(line -> REST_OF_SHELL.matcher(line.strip()).replaceAll(""))
                .toList();
    }

    /**
     * What the text says that is not so.
     *
     * @param root the repository
     * @param folder where the text lies, links start there
     */
    static List<String> lies(Path root, Path folder, String text) {
        Documentation documentation = new Documentation(root, folder, text);
        documentation.checkLinks();
        documentation.checkPaths();
        documentation.checkPackages();
        documentation.checkSpans();
        documentation.commands.forEach(documentation::checkCommand);
        return documentation.lies;
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private Stream<String> spans() {
        return found(SPAN, prose).map(match -> match.group(1));
    }

    private void checkLinks() {
        found(LINK, prose).filter(link -> !link.group(1).contains(":")).forEach(this::checkLink);
    }

    private void checkLink(MatchResult link) {
        Path target = folder.resolve(link.group(1));
        if (!Files.exists(target)) {
            lies.add("link to " + link.group(1) + ": no such file");
        } else if (link.group(2) != null
                && !anchors(link.group(1).isEmpty() ? prose : read(target)).contains(link.group(2))) {
            lies.add("link to " + link.group(1) + "#" + link.group(2) + ": no such heading");
        }
    }

    /** The headings of a text as links name them: lower case, words joined by -, no other marks. */
    private static Set<String> anchors(String text) {
        return found(HEADING, text)
                .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The classes that spans name and no module has. */
    static List<String> absentClasses(Path root, String text) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            Set<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            return found(SPAN, BLOCK.matcher(text).replaceAll(""))
                    .map(span -> CLASS.matcher(span.group(1)))
                    .filter(Matcher::matches)
                    .map(name -> name.group(1))
                    .filter(name -> !there.contains(name))
                    .distinct()
                    .toList();
        }
    }

    /** A word is a repository path if it begins with one of the repository's files or folders, or calls itself one. */
    private void checkPaths() {
        Stream.concat(spans(), commands.stream())
                .flatMap(text -> words(text).stream())
                .filter(word -> !word.contains("/target/") && !word.contains("*") && isRepositoryPath(word))
                .filter(word -> !Files.exists(root.resolve(word)))
                .forEach(word -> lies.add(word + ": no such file or folder in the repository"));
    }

    private boolean isRepositoryPath(String word) {
        int slash = word.indexOf('/');
        return slash > 0 && word.matches("[\\w./-]+") && Files.exists(root.resolve(word.substring(0, slash)))
                || word.matches("[a-z]+/")
                || word.matches("\\.?(ci|mvn|github)/\\S+|scripts/\\S+");
    }

    private void checkPackages() {
        spans().filter(span -> PACKAGE.matcher(span).matches())
                .filter(name -> !Files.isDirectory(
                        root.resolve(name.split("\\.")[2] + "/src/main/java/" + name.replace('.', '/'))))
                .forEach(name -> lies.add(name + ": no such package"));
    }

    /** A flag alone belongs to some subcommand; after a subcommand, to that one. */
    private void checkSpans() {
        Set<CommandLine> all = all(Main.commandLine()).collect(Collectors.toSet());
        spans().forEach(span -> {
            List<String> words = words(span);
            if (COMMAND.matcher(span).matches() && words.size() > 1) {
                CommandLine command = command(words);
                if (command == null) {
                    checkFlags(span, Set.of(Main.commandLine()), words.get(1).startsWith("-"));
                } else {
                    checkFlags(span, Set.of(command), true);
                }
            } else if (span.startsWith("--")) {
                checkFlags(span, all, true);
            }
        });
    }

    /** A command and all within it. */
    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(Documentation::all));
    }

    /** The innermost of the commands that a line names, or null where it begins with none. */
    private static CommandLine command(List<String> words) {
        CommandLine command = Main.commandLine().getSubcommands().get(words.get(1));
        for (int i = 2; command != null && i < words.size(); i++) {
            CommandLine inner = command.getSubcommands().get(words.get(i));
            if (inner == null) {
                return command;
            }
            command = inner;
        }
        return command;
    }

    private void checkFlags(String span, Set<CommandLine> commands, boolean commandExists) {
        if (!commandExists) {
            lies.add(span + ": no such subcommand");
        }
        Function<String, Boolean> known =
                flag -> commands.stream().anyMatch(c -> c.getCommandSpec().findOption(flag) != null);
        found(FLAG, span)
                .map(MatchResult::group)
                .filter(flag -> !known.apply(flag))
                .forEach(flag -> lies.add(span + ": no such option " + flag));
    }

    /** A whole command line is read as the program reads it. */
    private void checkCommand(String line) {
        if (!COMMAND.matcher(line).matches()) {
            return;
        }
        List<String> words =
                words(line).stream().filter(word -> !word.equals("...")).toList();
        List<String> arguments = words.subList(1, words.size());
        try {
            Main.commandLine().parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            lies.add(line + ": " + e.getMessage());
            return;
        }
        if (arguments.contains("train") && !arguments.contains("--resume") && !arguments.contains("--help")) {
            checkSettings(line, arguments);
        }
    }

    /** Settings are read as for a run, which is then not begun; those of a file or a model are the reader's. */
    private void checkSettings(String line, List<String> arguments) {
        List<String> printing = new ArrayList<>(arguments);
        if (arguments.contains("--from")) {
            return; // what the reader's model says is not here
        }
        // The reader's own files are not here, and runs of several seeds print no settings.
        for (String option : List.of("--config", "--seeds")) {
            int place = printing.indexOf(option);
            if (place >= 0) {
                printing.subList(place, place + 2).clear();
            }
        }
        printing.add("--print-settings");
        StringWriter errors = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(errors, true));
        boolean read = Main.run(command, printing.toArray(String[]::new)) == Main.DONE;
        // The reader's own files are not here.
        if (!read && !errors.toString().contains("there is no such file or folder")) {
            lies.add(line + ": " + errors.toString().strip());
        }
    }

    private static List<String> words(String line) {
        return found(WORD, line)
                .map(match -> Stream.of(1, 2, 3)
                        .map(match::group)
                        .filter(group -> group != null)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }
}
