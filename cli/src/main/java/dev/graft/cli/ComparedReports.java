package dev.graft.cli;

import dev.graft.cli.option.OptionRules;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.PairedComparison;
import dev.graft.eval.report.SeedComparison;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.SeedTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Two reports that {@code graft eval --json} wrote, or two of runs with several seeds, to be compared. */
record ComparedReports(Path first, Path second) {
    /** Whether a file is given where a model's folder could be. */
    static boolean areGiven(Path model) {
        return Files.isRegularFile(model);
    }

    /** What they come to. */
    record Compared(String table, String json) {}

    /** Compares them; options that evaluate a model are refused. */
    Compared compare(CommandSpec spec) {
        if (second == null || !Files.isRegularFile(second)) {
            throw new InvalidInputException(
                    first,
                    "is a file, taken as a report that --json wrote, and needs another to be compared with"
                            + (second == null ? "" : "; " + second + " is none")
                            + "; give two reports, two files " + SeedTrainer.FILE
                            + ", or two model folders with --data");
        }
        OptionRules.refuseAllBut(spec, List.of("--json"), "on reports, which are compared as they are");
        if (isOfSeeds(first) && isOfSeeds(second)) {
            SeedComparison comparison = SeedComparison.of(SeedTrainer.runs(first), SeedTrainer.runs(second));
            return new Compared(comparison.toTable(), comparison.toJson());
        }
        PairedComparison comparison = PairedComparison.of(
                first.toString(), EvaluationReport.read(first), second.toString(), EvaluationReport.read(second));
        return new Compared(comparison.toTable(), comparison.toJson());
    }

    private static boolean isOfSeeds(Path file) {
        return file.endsWith(SeedTrainer.FILE);
    }
}
