package dev.graft.training.run;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.graph.precision.Precision;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a model folder's {@code README.md}.
 *
 * @param step that the training has reached
 * @param reports the final evaluations, if they were made
 */
record ModelCard(RunContext context, Task task, long step, List<EvaluationReport> reports) {
    String toMarkdown() {
        return String.join("\n", task.overview(), results(), training());
    }

    private String results() {
        if (reports.isEmpty()) {
            return "## Results\n\nNot evaluated" + (isComplete() ? ".\n" : ": the training has not ended.\n");
        }
        return """
                ## Results

                %s:

                %s%s%sThe same for other data: `graft eval %s --data DATA`.
                """.formatted(
                        task.measured(),
                        tables(),
                        picture("examples", RunFolder.EXAMPLES),
                        selection(),
                        folder().getFileName());
    }

    private String tables() {
        return reports.stream()
                .map(report -> (reports.size() > 1 ? "`" + report.dataset() + "`\n\n" : "") + "```\n" + report.toTable()
                        + "```\n\n")
                .collect(Collectors.joining());
    }

    private String selection() {
        return task.data().validation().isEmpty()
                ? ""
                : "The weights are the best of the run's validations by "
                        + settings().validation().bestBy() + ", made on images of the same set.\n";
    }

    private String training() {
        return """
                ## Training

                %s: %d samples about %d images; %d samples to train on, %d held out, by image (fraction %s, seed %d).
                %s
                %d of %d steps of %d samples in %s, learning rate %s (%s)%s. All settings: `run.json`; versions, files and
                hashes: `provenance.json`; every step: `metrics.jsonl`.
                %s
                ## Licences

                The backbones and the data have licences of their own, which this file does not know.
                """.formatted(
                        context.inputs().data().getFileName(),
                        context.inputs().samples(),
                        context.inputs().images().images().size(),
                        task.data().training().size(),
                        task.data().heldOut(),
                        settings().data().validation(),
                        settings().seed(),
                        leftOut(),
                        step,
                        settings().steps(),
                        settings().batch(),
                        duration(),
                        settings().optimizer().learningRate(),
                        settings().schedule().kind(),
                        precision(),
                        picture("training and validation loss", RunFolder.CURVE));
    }

    private String picture(String what, String file) {
        return Files.exists(folder().resolve(file)) ? "\n![" + what + "](" + file + ")\n\n" : "";
    }

    private String leftOut() {
        String text = context.inputs().leftOut().toText();
        return text.isEmpty() ? "" : "Of the data " + text + "; each is listed in `" + RunFolder.LEFT_OUT + "`.\n";
    }

    private String precision() {
        Precision precision = settings().runtime().session().precision();
        String reason = context.provenance().precisionReason();
        return precision.isRounded()
                ? ", products with frozen matrices in " + precision + (reason.isEmpty() ? "" : ", " + reason)
                        + " (`--precision " + precision + "` asks and evaluates so too)"
                : "";
    }

    private boolean isComplete() {
        return step >= settings().steps();
    }

    private TrainingSettings settings() {
        return context.settings();
    }

    private Path folder() {
        return context.folder().path();
    }

    private String duration() {
        double seconds = context.provenance().wallSeconds();
        return seconds < 120
                ? String.format(Locale.ROOT, "%.0f seconds", seconds)
                : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
    }
}
