package dev.graft.cli;

import dev.graft.cli.output.TextOutput;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.Predictions;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The files that an evaluation writes beside its table. */
final class ReportFiles {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "write the report as JSON too; - prints it, and the table with the messages")
    private Path json;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "write the answers in the form of the official programs of such data")
    private Path predictions;

    /** Refuses places that cannot be written, before anything is computed. */
    void requirePlaces() {
        TextOutput.check(json);
        if (predictions != null) {
            AtomicFiles.requirePlace(predictions);
        }
    }

    /** Where the table is told: with the messages, where the report is printed. */
    PrintWriter told(CommandSpec spec) {
        return TextOutput.told(spec, json);
    }

    /**
     * Refuses one file of predictions for several sources.
     *
     * @param sources the names of what will be evaluated
     */
    void requireWritable(String data, Collection<String> sources) {
        if (predictions != null && sources.size() > 1) {
            throw new InvalidInputException(
                    data, "is a mixture, whose sources have forms of their own for --predictions; name one of them");
        }
    }

    /** Writes the answers, if they are asked for. */
    void writePredictions(Collection<EvaluationReport> reports) {
        if (predictions != null) {
            reports.forEach(report ->
                    AtomicFiles.write(predictions, Predictions.of(report).write(report)));
        }
    }

    /** Writes a report, if it is asked for. */
    void writeJson(CommandSpec spec, String text) {
        if (json != null) {
            TextOutput.write(spec, json, text);
        }
    }
}
