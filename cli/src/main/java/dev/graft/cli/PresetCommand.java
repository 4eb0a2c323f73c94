package dev.graft.cli;

import dev.graft.cli.output.TextOutput;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.recipe.About;
import dev.graft.training.recipe.Preset;
import dev.graft.training.recipe.RecipeFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code graft preset} command, which lists, shows and copies recipes. */
@Command(
        name = "preset",
        description = "Shows the recipes that Graft carries, for 'graft train --preset NAME'.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A copy can be changed and given to 'graft train --config FILE'. Settings under 'small' are for backbones as small",
            "as those that Graft carries."
        })
final class PresetCommand implements Runnable {
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Preset.names());
        }
    }

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do; there is "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(description = "Lists all.", mixinStandardHelpOptions = true)
    void list() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "SYSTEM", "PAPER", "STAGES", "PARAMETERS TRAINED"));
        for (Preset preset : Preset.values()) {
            RecipeFile file = RecipeFile.of(preset);
            About about = file.about();
            rows.add(List.of(
                    preset.toString(),
                    about.system(),
                    about.paper(),
                    file.stages().isEmpty() ? "one" : String.join(", ", file.stages()),
                    about.parameters()));
        }
        print(rows);
    }

    @Command(description = "Prints the file of one.", mixinStandardHelpOptions = true)
    void show(
            @Parameters(
                            paramLabel = "NAME",
                            description = "${COMPLETION-CANDIDATES}",
                            completionCandidates = Names.class)
                    String name) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Preset.of(name).json());
        out.flush();
    }

    @Command(description = "Writes the file of one, to be changed.", mixinStandardHelpOptions = true)
    void copy(
            @Parameters(
                            paramLabel = "NAME",
                            description = "${COMPLETION-CANDIDATES}",
                            completionCandidates = Names.class)
                    String name,
            @Parameters(paramLabel = "FILE", description = "the new file") Path file) {
        String json = Preset.of(name).json();
        if (!TextOutput.isPrinted(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidInputException(file, "is there already; name a new file");
        }
        TextOutput.write(spec, file, json);
        TextOutput.told(spec, file).println(file);
    }

    /** Columns as wide as their widest entries. */
    private void print(List<List<String>> rows) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width + 2 - row.get(i).length()));
            }
            spec.commandLine().getOut().println(line.toString().stripTrailing());
        }
    }
}
