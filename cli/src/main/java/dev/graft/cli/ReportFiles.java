package dev.graft.cli;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.Predictions;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.Option;

/** The files that an evaluation writes beside its table. */
final class ReportFiles {
    @Option(names = "--json", paramLabel = "FILE", description = "write the report as JSON too")
    private Path json;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "write the answers in the form of the official programs of such data")
    private Path predictions;

    /** Refuses folders that are not there, before anything is computed. */
    void requireFolders() {
        requireFolder("--json", json);
        requireFolder("--predictions", predictions);
    }

    private static void requireFolder(String option, Path file) {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new InvalidInputException(option + " " + file + " lies in a folder that is not there; make it first");
        }
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
    void writeJson(String text) {
        if (json != null) {
            AtomicFiles.write(json, text);
        }
    }
}
