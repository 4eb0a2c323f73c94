package dev.graft.training.contrast;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.BackboneReference;
import dev.graft.training.run.Backbones;
import dev.graft.training.settings.Objective;
import dev.graft.training.settings.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** {@code README.md} of a model that compares images with texts. */
record ContrastCard(
        Path folder, TrainingConfig config, Objective.Contrast objective, Backbones backbones, BackboneReference text) {
    String toMarkdown(long step, List<EvaluationReport> reports) {
        String found = reports.stream()
                .map(report -> "```\n" + report.toTable().strip() + "\n```\n")
                .collect(Collectors.joining("\n"));
        return """
                # %s

                An adapter that compares images with texts, trained with Graft by the objective `%s` on the features of the
                vision encoder `%s` (SHA-256 `%s`) and the vectors of the text encoder `%s` (SHA-256 `%s`); %d of %d steps
                of %d samples. `model.safetensors` holds it with the projections of both sides.

                %s
                ## Use

                It compares images with texts, and answers nothing:

                ```bash
                graft eval %1$s --data CAPTIONS
                ```

                ```java
                try (DualEncoderModel model = DualEncoderModel.load(Path.of("%1$s"))) {
                    Tensor images = model.imageVectors(model.features(Path.of("photo.png")));
                    Tensor texts = model.textVectors(List.of("a cat", "a dog"));
                    float[] similarities = model.similarities(images, texts).toFloatArray();
                }
                ```

                An adapter that answers can begin with it, with the same settings of the adapter:

                ```bash
                graft train --set init=%1$s ...
                ```

                All settings: `run.json`; versions, files and hashes: `provenance.json`; every step and validation:
                `metrics.jsonl`.
                """.formatted(
                        folder.getFileName(),
                        objective.dual().form(),
                        backbones.visionReference().id(),
                        backbones.visionReference().sha256(),
                        text.id(),
                        text.sha256(),
                        step,
                        config.integer("steps"),
                        config.integer("batch"),
                        found);
    }
}
