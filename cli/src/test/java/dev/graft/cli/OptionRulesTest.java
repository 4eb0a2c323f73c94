package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.cli.option.OptionRules;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class OptionRulesTest {
    private static final List<Class<?>> NUMBERS = List.of(
            int.class, long.class, float.class, double.class, Integer.class, Long.class, Float.class, Double.class);

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(OptionRulesTest::commands));
    }

    @Test
    void everyNumberHasARange() {
        commands(Main.commandLine())
                .flatMap(command -> command.getCommandSpec().args().stream())
                .filter(argument -> NUMBERS.contains(argument.type()))
                .forEach(argument -> assertTrue(OptionRules.range(argument).isPresent(), argument.toString()));
    }

    @Test
    void whatIsNeededOrExcludedIsAnOptionOfTheSameCommand() {
        commands(Main.commandLine()).forEach(command -> {
            for (ArgSpec argument : command.getCommandSpec().args()) {
                Stream.concat(OptionRules.needed(argument).stream(), OptionRules.excluded(argument).stream())
                        .forEach(name -> assertTrue(
                                command.getCommandSpec().findOption(name) != null, argument + " names " + name));
            }
        });
    }

    @Test
    void optionsOfEveryCommandAreNeverWithoutEffect(@TempDir Path folder) throws IOException {
        Path report = Files.writeString(folder.resolve("report.json"), "{}");
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(said, true));
        assertEquals(Main.BAD_FILE, Main.run(command, "eval", report.toString(), report.toString(), "--verbose"));
        assertFalse(said.toString().contains("has no effect"), said::toString);
        assertTrue(said.toString().contains("\tat dev.graft"), said::toString);
    }

    @Test
    void aQuestionMayBeginWithAt() {
        CommandLine.ParseResult given = Main.commandLine().parseArgs("ask", "model", "image.png", "@/etc/passwd");
        assertEquals(
                "@/etc/passwd",
                given.subcommand().matchedPositional(1).stringValues().get(1));
    }

    @Test
    void aVariableThatIsNearlyOursIsRefused() {
        Environment.check(Map.of("GRAFT_CACHE", "x", "GRAFT_PROJECT_OF_MINE", "x", "PATH", "x"));
        String message = assertThrows(
                        InvalidInputException.class, () -> Environment.check(Map.of("GRAFT_CACH", "secret")))
                .getMessage();
        assertTrue(message.contains("GRAFT_CACH has no effect; did you mean GRAFT_CACHE?"), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void failuresAreToldInFullWhereAVariableSaysSo() {
        assertTrue(Environment.isVerbose(Map.of("GRAFT_VERBOSE", "1")));
        assertFalse(Environment.isVerbose(Map.of("GRAFT_VERBOSE", "0")));
        assertFalse(Environment.isVerbose(Map.of()));
    }

    @Test
    void theReferenceNamesTheVariablesThatAreRead() throws IOException {
        String page = Files.readString(Repository.root().resolve("docs/reference/environment.md"));
        TreeSet<String> named = new TreeSet<>();
        for (Matcher matcher = Pattern.compile("\\| `(GRAFT_[A-Z_]+)`").matcher(page); matcher.find(); ) {
            named.add(matcher.group(1));
        }
        assertEquals(new TreeSet<>(Environment.NAMES), named);
    }
}
