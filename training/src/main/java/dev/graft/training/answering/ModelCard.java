package dev.graft.training.answering;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.ModelDescription;
import dev.graft.models.ModelOverview;
import dev.graft.training.run.RunFolder;
import dev.graft.training.run.RunInputs;
import dev.graft.training.run.TrainingLoop;
import dev.graft.training.settings.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a model folder's {@code README.md}.
 *
 * @param folder of the model, where the pictures that it shows lie
 * @param reports the final evaluations, if they were made
 */
record ModelCard(
        Path folder,
        TrainingConfig config,
        ModelDescription description,
        RunInputs inputs,
        TrainingLoop.Data data,
        long step,
        double seconds,
        List<EvaluationReport> reports) {

    String toMarkdown() {
        String overview = new ModelOverview(folder.getFileName().toString(), description).toMarkdown();
        return String.join("\n", overview, results(), training());
    }

    private String results() {
        if (reports.isEmpty()) {
            return "## Results\n\nNot evaluated" + (isComplete() ? ".\n" : ": the training has not ended.\n");
        }
        return """
                ## Results

                Greedy answers about images that were not trained on, with 95 %% intervals:

                %s%s%sThe same for other data: `graft eval %s --data DATA`.
                """.formatted(tables(), picture("examples", RunFolder.EXAMPLES), selection(), folder.getFileName());
    }

    private String tables() {
        return reports.stream()
                .map(report -> (reports.size() > 1 ? "`" + report.dataset() + "`\n\n" : "") + "```\n" + report.toTable()
                        + "```\n\n")
                .collect(Collectors.joining());
    }

    private String selection() {
        return data.validation().isEmpty()
                ? ""
                : "The weights are the best of the run's validations by " + config.text("best_by")
                        + ", made on images of the same set.\n";
    }

    private String training() {
        return """
                ## Training

                %s: %d samples about %d images; %d samples to train on, %d held out, by image (fraction %s, seed %d).

                %d of %d steps of %d samples in %s, learning rate %s (%s). All settings: `run.json`; versions, files and
                hashes: `provenance.json`; every step: `metrics.jsonl`.
                %s
                ## Licences

                The backbones and the data have licences of their own, which this file does not know.
                """.formatted(
                        inputs.data().getFileName(),
                        inputs.samples(),
                        inputs.images(),
                        data.training().size(),
                        data.heldOut(),
                        config.number("data.validation"),
                        config.seed(),
                        step,
                        config.integer("steps"),
                        config.integer("batch"),
                        duration(),
                        config.number("optimizer.learning_rate"),
                        config.text("schedule.kind"),
                        picture("training and validation loss", RunFolder.CURVE));
    }

    private String picture(String what, String file) {
        return Files.exists(folder.resolve(file)) ? "\n![" + what + "](" + file + ")\n\n" : "";
    }

    private boolean isComplete() {
        return step >= config.integer("steps");
    }

    private String duration() {
        return seconds < 120
                ? String.format(Locale.ROOT, "%.0f seconds", seconds)
                : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
    }
}
