package dev.graft.training.contrast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.contrast.DualEncoderModel;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.training.TinyRun;
import dev.graft.training.ToldRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.TrainingSettings;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP, SigLIP, Llip and CoCa as runs, with the language model as the encoder of texts. */
class ContrastTaskTest {
    private static final List<String> COLORS = List.of("what color is it? red", "what color is it? green");

    @TempDir
    Path folder;

    private TinyRun tiny;
    private final TrainingListener listener = new TrainingListener() {};

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "siglip", "llip", "coca"})
    void learnsAndLeavesAModel(String objective) throws IOException {
        assertTrue(new Trainer(settings("run", objective), listener).run(false, () -> false));
        List<MetricsEntry> validations = MetricsLog.read(folder.resolve("run/metrics.jsonl")).stream()
                .filter(entry -> entry.split().equals("validation"))
                .toList();
        double before = validations.get(0).values().get("loss");
        double after = validations.get(validations.size() - 1).values().get("loss");
        assertTrue(after < before, "held-out loss " + before + " to " + after);
        assertEquals(objective.equals("coca"), validations.get(0).values().containsKey("loss/caption"));
        assertTrue(Files.readString(folder.resolve("run/evaluation.json")).contains("text_recall@1"));

        Path model = folder.resolve("run");
        Path green = folder.resolve("green.png");
        TinyRun.writeImage(green, Color.GREEN, 77);
        try (DualEncoderModel loaded = DualEncoderModel.load(model)) {
            Tensor seen = loaded.imageVectors(loaded.features(green));
            float[] found =
                    loaded.similarities(seen, loaded.textVectors(COLORS)).toFloatArray();
            assertTrue(found[1] > found[0], "red " + found[0] + ", green " + found[1]);
        }
        String message = assertThrows(ModelFileException.class, () -> VisionLanguageDescription.load(model))
                .getMessage();
        assertTrue(message.contains("graft eval " + model), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llip", "coca"})
    void aResumedRunEqualsAnUninterruptedOne(String objective) throws IOException {
        TrainingSettings whole = settings("whole", objective).with("steps", "12");
        assertTrue(new Trainer(whole, listener).run(false, () -> false));
        TrainingSettings halted = settings("halted", objective).with("steps", "12");
        assertFalse(ToldRun.of(halted, false, 7).ended());
        assertTrue(new Trainer(halted, listener).run(true, () -> false));
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }

    /** The caption is learnt in parts, the contrast over the whole batch. */
    @Test
    void theMicroBatchOfCaptionsDoesNotDecideTheLoss() {
        List<Double> losses = new ArrayList<>();
        for (String size : List.of("0", "3")) {
            TrainingSettings settings =
                    settings("micro" + size, "coca").with("micro_batch", size).with("steps", "2");
            assertTrue(new Trainer(settings, listener).run(false, () -> false));
            List<MetricsEntry> entries = MetricsLog.read(folder.resolve("micro" + size + "/metrics.jsonl"));
            losses.add(entries.get(entries.size() - 1).values().get("loss"));
        }
        assertEquals(losses.get(0), losses.get(1), 1e-5);
    }

    @Test
    void anotherTextEncoderIsRefused() throws IOException {
        assertTrue(new Trainer(settings("run", "clip").with("steps", "1"), listener).run(false, () -> false));
        Path other = folder.resolve("other");
        TinyRun.in(other).writeLanguage(9);
        DualEncoderDescription moved = DualEncoderDescription.load(folder.resolve("run"))
                .withText(BackbonePlace.of(other.resolve("language")));
        String message = assertThrows(
                        ModelFileException.class,
                        () -> DualEncoderModel.load(folder.resolve("run"), moved, SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(message.contains("text encoder") && message.contains("SHA-256"), message);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (String[] wrong : new String[][] {
            {"batch", "1"}, {"micro_batch", "2"}, {"best_by", "accuracy"}, {"objective.text_pooling", "first"},
        }) {
            TrainingSettings settings = settings("out", "clip").with(wrong[0], wrong[1]);
            Exception e = assertThrows(InvalidInputException.class, () -> Objective.checked(settings));
            assertTrue(e.getMessage().contains(wrong[0].replaceAll("objective.text_p.*", "first")), e.getMessage());
        }
        TrainingSettings heads = settings("out", "llip").with("objective.heads", "3");
        assertTrue(assertThrows(InvalidInputException.class, () -> Objective.checked(heads))
                .getMessage()
                .contains("multiple of 'heads'"));
    }

    @Test
    void anUnknownTextEncoderLeavesNoFolder() {
        TrainingSettings settings = settings("out", "siglip")
                .with("objective.text", folder.resolve("nowhere").toString());
        String message = assertThrows(
                        ModelFileException.class, () -> new Trainer(settings, listener).run(false, () -> false))
                .getMessage();
        assertTrue(message.contains("objective.text") && message.contains("nowhere"), message);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    /** The tiny model computes each token alone, so that there is nothing to keep of those before. */
    @Test
    void saysHowCaptionsAreRead() {
        List<String> messages = new ArrayList<>();
        TrainingListener heard = new TrainingListener() {
            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        String template = "sure ".repeat(20) + "{image}{question}";
        TrainingSettings settings =
                settings("said", "coca").with("prompt.template", template).with("steps", "1");
        assertTrue(new Trainer(settings, heard).run(false, () -> false));
        assertTrue(
                messages.stream()
                        .anyMatch(
                                line -> line.startsWith("adapter and projections: ")
                                        && line.contains(
                                                ", the first 20 tokens, which all prompts have, read with each of them, since ")),
                messages::toString);
    }

    private TrainingSettings settings(String output, String objective) {
        return tiny.settings(output)
                .with("objective.kind", objective)
                .with("objective.contrast_width", "8")
                .with("objective.heads", "2")
                .with("final_evaluation", "6");
    }
}
