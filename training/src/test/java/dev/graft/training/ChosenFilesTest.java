package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.TrainedModel;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.folder.Places;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training remembers which files of its folders it took, of several in different precisions. */
class ChosenFilesTest {
    @TempDir
    private Path folder;

    private TinyRun parts;
    private final List<String> messages = new ArrayList<>();

    @BeforeEach
    void writeTwoOfEach() throws IOException {
        parts = TinyRun.in(folder);
        parts.writeVision(5);
        rename(parts.vision, "model_fp16.onnx");
        parts.writeVision(1);
        parts.writeLanguage(6);
        rename(parts.language, "model_q4.onnx");
        parts.writeLanguage(2);
    }

    private static void rename(Path part, String name) throws IOException {
        Path model = part.resolve("onnx/model.onnx");
        Files.move(model, model.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path train(TrainingSettings settings) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        assertTrue(new Trainer(settings.with("steps", "2"), listener).run(false, () -> false));
        return settings.paths().output();
    }

    @Test
    void theModelOpensWhatItWasTrainedWith() throws IOException {
        Path model = train(parts.settings("run")
                .with("vision", parts.vision.resolve("onnx/model_fp16.onnx").toString())
                .with("language", parts.language + ":q4"));
        ModelDescription description = ModelDescription.load(model);
        assertEquals(
                Optional.of(Path.of("onnx", "model_fp16.onnx")),
                description.vision().place().file());
        assertEquals(
                Optional.of(Path.of("onnx", "model_q4.onnx")),
                description.text().place().file());
        assertTrue(Files.readString(model.resolve("run.json")).contains(":q4"));
        assertTrue(Files.readString(model.resolve("provenance.json")).contains("model_q4.onnx"));
        assertTrue(
                messages.stream()
                        .anyMatch(said -> said.startsWith("language model: model_q4.onnx of ")
                                && said.contains("there is also fp32")),
                messages.toString());
        ModelInspection.of(model).backbones().forEach(backbone -> assertEquals(Optional.empty(), backbone.problem()));
        VisionLanguageModel.load(model).close();
        // In another place it is the same file, though a more exact one lies beside it.
        Places moved = Places.AS_DESCRIBED.withVision(parts.vision).withText(parts.language);
        TrainedModel.open(model, moved, SessionConfig.DEFAULT).close();
        Path other = parts.language.resolve("onnx/model.onnx");
        String message = assertThrows(
                        ModelFileException.class,
                        () -> TrainedModel.open(model, moved.withText(other), SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(message.contains("SHA-256"), message);
    }

    @Test
    void aTextEncoderIsChosenInTheSameWay() {
        Path model = train(parts.settings("run")
                .with("objective.kind", "clip")
                .with("objective.contrast_width", "8")
                .with("objective.text", parts.language + ":q4"));
        assertEquals(
                Optional.of(Path.of("onnx", "model_q4.onnx")),
                ModelDescription.load(model).text().place().file());
        assertTrue(
                messages.stream().anyMatch(said -> said.startsWith("text encoder: model_q4.onnx of ")),
                messages.toString());
        TrainedModel.open(model).close();
    }

    @Test
    void theMostExactFileIsTakenWhereNothingIsSaid() {
        Path model = train(parts.settings("run"));
        ModelDescription description = ModelDescription.load(model);
        assertEquals(
                Optional.of(Path.of("onnx", "model.onnx")),
                description.vision().place().file());
        assertEquals(
                Optional.of(Path.of("onnx", "model.onnx")),
                description.text().place().file());
        assertTrue(
                messages.stream().anyMatch(said -> said.contains("there is also q4, taken by FOLDER:q4")),
                messages.toString());
    }
}
