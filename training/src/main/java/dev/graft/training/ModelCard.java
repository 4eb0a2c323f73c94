package dev.graft.training;

import dev.graft.eval.EvaluationReport;
import dev.graft.models.BackboneReference;
import dev.graft.models.ModelDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a model folder's {@code README.md}.
 *
 * @param folder of the model, where the pictures that it shows lie
 * @param parameters of the adapter
 * @param visualTokens that an image becomes
 * @param reports the final evaluations, if they were made
 */
record ModelCard(
        Path folder,
        TrainingConfig config,
        ModelDescription description,
        RunInputs inputs,
        TrainingLoop.Data data,
        long parameters,
        int visualTokens,
        long step,
        double seconds,
        List<EvaluationReport> reports) {

    String toMarkdown() {
        return String.join("\n", head(), use(), results(), training());
    }

    private static final String ADAPTER = """
            A frozen vision encoder and a frozen language model, connected by an adapter trained with Graft. This folder
            holds the adapter""";

    private static final String VISION_NETWORK = """
            A vision network trained with Graft through a frozen language model. This folder holds the network and how
            pictures are prepared for it""";

    private String head() {
        String shape = description.featureTokens() == 1 ? "one vector" : description.featureTokens() + " vectors";
        return """
                # %s

                %s (`model.safetensors`, %,d parameters); %s.

                | part | what | SHA-256 |
                |---|---|---|
                %s| adapter | %s, %d visual tokens of width %d for an image, from the `%s` features: %s of width %d | |
                """.formatted(
                folder.getFileName(),
                description.seesPixels() ? VISION_NETWORK : ADAPTER,
                parameters,
                description.seesPixels() ? "the language model is needed besides" : "the backbones are needed besides",
                row(description.seesPixels() ? "preparation of pictures" : "vision encoder", description.vision())
                        + row("language model", description.language()),
                description.adapter().kind(),
                visualTokens,
                description.language().width(),
                description.features(),
                shape,
                description.vision().width());
    }

    private static String row(String part, BackboneReference backbone) {
        return "| " + part + " | `" + backbone.id() + "` | `" + backbone.sha256() + "` |\n";
    }

    private String use() {
        return """
                ## Use

                ```bash
                graft ask %1$s photo.png "what is in the picture?"
                ```

                ```java
                try (VisionLanguageModel model = VisionLanguageModel.load(Path.of("%1$s"))) {
                    System.out.println(model.ask(Path.of("photo.png"), "what is in the picture?"));
                }
                ```

                The backbones are looked for where `config.json` says, and others than these are refused. `--vision` and
                `--language` name other places.
                """.formatted(folder.getFileName());
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
