package dev.graft.training.imagetext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.imagetext.ImageTextModel;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BLIP-2's first stage as a run, and the second stage that begins with its weights. */
class ImageTextTaskTest {
    @TempDir
    Path folder;

    private TinyRun tiny;
    private final List<String> messages = new ArrayList<>();
    private final TrainingListener listener = new TrainingListener() {
        @Override
        public void onMessage(String message) {
            messages.add(message);
        }
    };

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
    }

    @Test
    void learnsAndGoesOnToTheSecondStage() throws IOException {
        TrainingSettings first = stage1("first");
        assertTrue(new Trainer(first, listener).run(false, () -> false));
        List<MetricsEntry> entries = MetricsLog.read(folder.resolve("first/metrics.jsonl"));
        List<MetricsEntry> validations = entries.stream()
                .filter(entry -> entry.split().equals("validation"))
                .toList();
        double before = validations.get(0).values().get("loss");
        double after = validations.get(validations.size() - 1).values().get("loss");
        assertTrue(after < 0.9 * before, "held-out loss " + before + " to " + after);
        for (String part : List.of("loss/itc", "loss/itm", "loss/itg")) {
            assertTrue(validations.get(0).values().containsKey(part), part);
        }
        Map<String, Tensor> weights = Safetensors.read(folder.resolve("first/model.safetensors"));
        assertTrue(weights.containsKey("itm_head.weight") && weights.containsKey("temp"));

        isLoaded(folder.resolve("first"));

        messages.clear();
        TrainingSettings second = qFormer(tiny.settings("second"))
                .with("trained", "language_projection.*")
                .with("init", folder.resolve("first").toString())
                .with("steps", "2")
                .with("final_evaluation", "0")
                .with("validation_answers", "0");
        assertTrue(new Trainer(second, listener).run(false, () -> false));
        assertTrue(
                messages.stream().anyMatch(message -> message.contains("not taken") && message.contains("itm_head")));
        Map<String, Tensor> trained = Safetensors.read(folder.resolve("second/model.safetensors"));
        assertFalse(trained.containsKey("itm_head.weight"));
        assertArrayEquals(
                weights.get("query_tokens").toFloatArray(),
                trained.get("query_tokens").toFloatArray());
    }

    private void isLoaded(Path model) throws IOException {
        try (ImageTextModel loaded = ImageTextModel.load(model)) {
            Tensor features = loaded.features(tiny.data.resolve("0.png"));
            Tensor images = loaded.imageVectors(features);
            assertArrayEquals(new long[] {1, 3, 8}, images.shape());
            Tensor texts = loaded.textVectors(List.of("what color is it? red", "blue"));
            assertArrayEquals(
                    new long[] {1, 2}, loaded.similarities(images, texts).shape());
        }
        String message = assertThrows(ModelFileException.class, () -> VisionLanguageDescription.load(model))
                .getMessage();
        assertTrue(message.contains("graft eval " + model), message);
        Files.createDirectories(folder.resolve("other"));
        ImageTextDescription moved =
                ImageTextDescription.load(model).withText(BackbonePlace.of(folder.resolve("other")));
        String json = Files.readString(tiny.language.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("other/tokenizer.json"), json.replace("sure", "fine"));
        String refused = assertThrows(
                        ModelFileException.class, () -> ImageTextModel.load(model, moved, SessionConfig.DEFAULT))
                .getMessage();
        assertTrue(refused.contains("was trained with the tokenizer 'language' of SHA-256"), refused);
    }

    @Test
    void aResumedRunEqualsAnUninterruptedOne() throws IOException {
        TrainingSettings whole = stage1("whole").with("steps", "12");
        assertTrue(new Trainer(whole, listener).run(false, () -> false));
        TrainingSettings halted = stage1("halted").with("steps", "12");
        int[] asked = {0};
        assertFalse(new Trainer(halted, new TrainingListener() {
                    @Override
                    public void onStep(long step, long total, double loss, double samplesPerSecond, double left) {
                        asked[0] = (int) step;
                    }
                })
                .run(false, () -> asked[0] >= 7));
        assertTrue(new Trainer(halted, listener).run(true, () -> false));
        for (String file : List.of("model.safetensors", "checkpoints/last.safetensors", "metrics.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("halted").resolve(file)),
                    file);
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (String[] wrong : new String[][] {
            {"micro_batch", "2"}, {"batch", "1"}, {"adapter.kind", "mlp"}, {"objective.text_tokens", "600"},
        }) {
            TrainingSettings settings = stage1("out").with(wrong[0], wrong[1]);
            Exception e = assertThrows(InvalidInputException.class, () -> Objective.checked(settings));
            assertTrue(e.getMessage().contains(wrong[0]), e.getMessage());
        }
        TrainingSettings nothing = stage1("out")
                .with("objective.itc", "0")
                .with("objective.itm", "0")
                .with("objective.itg", "0");
        assertThrows(InvalidInputException.class, () -> Objective.checked(nothing));
        assertEquals(
                "setting 'objective.kind': unknown objective 'blip2_stage2'; did you mean 'blip2_stage1'?",
                assertThrows(
                                InvalidInputException.class,
                                () -> Objective.checked(stage1("out").with("objective.kind", "blip2_stage2")))
                        .getMessage());
    }

    private TrainingSettings stage1(String output) {
        return qFormer(tiny.settings(output))
                .with("objective.kind", "blip2_stage1")
                .with("objective.contrast_width", "8")
                .with("optimizer.learning_rate", "0.01");
    }

    private static TrainingSettings qFormer(TrainingSettings settings) {
        return settings.with("adapter.kind", "qformer")
                .with("adapter.queries", "3")
                .with("adapter.layers", "2")
                .with("adapter.width", "8")
                .with("adapter.heads", "2")
                .with("adapter.feed_forward", "16");
    }
}
