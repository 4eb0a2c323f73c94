package dev.graft.training.contrast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.models.contrast.DualEncoderModel;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.weights.WeightFiles;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.FormulaImages;
import dev.graft.testsupport.GoldenFile;
import dev.graft.training.TinyRun;
import dev.graft.training.Trainer;
import dev.graft.training.progress.MetricsEntry;
import dev.graft.training.progress.MetricsLog;
import dev.graft.training.progress.TrainingListener;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that starts with a trained CLIP, SigLIP or CoCa compares, before it has learnt, as transformers and open_clip do. */
class TwoTowerStartTest {
    private static final Path MODELS = Checkout.tiny("two-towers");
    private static final int IMAGES = 3;

    /** What is added to the settings of each model so that nothing of it is lost. */
    private static final Map<String, List<String>> SETTINGS = Map.of(
            "clip",
            List.of(
                    "objective.kind=clip",
                    "features=embeds",
                    "objective.text_pooling=embeds",
                    "objective.contrast_width=10"),
            "clip-whole", // of ONNX files alone
            List.of(
                    "objective.kind=clip",
                    "features=embeds",
                    "objective.text_pooling=embeds",
                    "objective.contrast_width=10"),
            "siglip",
            List.of(
                    "objective.kind=siglip",
                    "features=embeds",
                    "objective.text_pooling=embeds",
                    "objective.contrast_width=16"),
            "open-clip",
            List.of(
                    "objective.kind=clip",
                    "features=pooled",
                    "objective.text_pooling=unprojected",
                    "objective.contrast_width=12"),
            "coca",
            List.of(
                    "objective.kind=coca",
                    "features=last",
                    "adapter.kind=attentional_pooler",
                    "adapter.latents=5",
                    "adapter.heads=2",
                    "objective.image_pooling=first",
                    "objective.text_pooling=unprojected",
                    "objective.contrast_width=12"));

    @TempDir
    private Path folder;

    private TinyRun tiny;

    @BeforeEach
    void write() throws IOException {
        tiny = TinyRun.in(folder);
        StringBuilder lines = new StringBuilder(); // in letters and words that both tokenizers know
        for (int i = 0; i < TinyRun.IMAGES; i++) {
            String color = List.of("blue", "green", "red").get(i % 3);
            lines.append("{\"image\": \"%d.png\", \"caption\": \"%s\"}\n".formatted(i, color));
        }
        Files.writeString(tiny.data.resolve("questions.jsonl"), lines);
    }

    @ParameterizedTest
    @CsvSource({"clip, 2.9", "clip-whole, 2.9", "siglip, 2.2", "open-clip, 2.6", "coca, 2.6"})
    void beforeItHasLearntItComparesAsTheModel(String name, float scale) throws IOException {
        train(settings(name, "run").with("steps", "1").with("optimizer.learning_rate", "1e-12"));
        Path run = folder.resolve("run");
        assertEquals(scale, weight(run, "logit_scale"), 1e-6);
        if (name.equals("siglip")) {
            assertEquals(-7.5, weight(run, "logit_bias"), 1e-6);
        }
        GoldenFile golden = GoldenFile.read(MODELS.resolve(name).resolve("golden.safetensors"));
        try (DualEncoderModel model = DualEncoderModel.load(run)) {
            Tensor texts = model.textVectors(texts());
            List<Path> pictures = FormulaImages.write(folder, IMAGES);
            for (int image = 0; image < IMAGES; image++) {
                float[] cosines = model.similarities(model.imageVectors(model.features(pictures.get(image))), texts)
                        .toFloatArray();
                for (int text = 0; text < cosines.length; text++) {
                    assertEquals(cosine(golden, image, text), cosines[text], 1e-5, "image " + image + ", text " + text);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"clip", "coca"})
    void itLearnsFromThere(String name) throws IOException {
        train(settings(name, "learnt").with("steps", "30"));
        List<Double> losses = MetricsLog.read(folder.resolve("learnt/metrics.jsonl")).stream()
                .filter(entry -> entry.split().equals("validation"))
                .map(MetricsEntry::values)
                .map(values -> values.get("loss"))
                .toList();
        assertTrue(losses.get(losses.size() - 1) < losses.get(0), losses.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clip | adapter.kind=mlp | 'adapter.kind' must be residual",
                "clip | features=last | 'features' must be embeds, or pooled",
                "clip | features=pooled objective.contrast_width=10 | gives no pooler_output",
                "clip | objective.text_pooling=auto | 'objective.text_pooling' must be embeds",
                "clip | objective.contrast_width=9 | 'objective.contrast_width' must be 10",
                "clip | objective.kind=llip objective.contrast_width=16 | 'objective.kind' mixes the visual tokens",
                "clip | objective.kind=siglip | 'objective.kind' must not be siglip",
                "siglip | objective.kind=clip | 'objective.kind' must be siglip",
                "open-clip | objective.contrast_width=11 | 'visual_projection.weight' of shape [12, 24]",
                "coca | objective.image_pooling=mean | 'objective.image_pooling' first",
                "coca | adapter.latents=4 | 'visual.attn_pool.query' of shape [5, 12], and by the settings it would be [4, 12]",
            })
    void whatWouldStartAsAnotherIsRefused(String name, String changes, String message) {
        TrainingSettings settings = settings(name, "out");
        for (String change : changes.split(" ")) {
            settings = with(settings, change);
        }
        TrainingSettings changed = settings;
        String found =
                assertThrows(RuntimeException.class, () -> train(changed)).getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void anOnnxFileStandsForItsFolder() {
        Path file = MODELS.resolve("clip-whole/onnx/model.onnx");
        train(settings("clip-whole", "run")
                .with("init", file.toString())
                .with("vision", file.toString())
                .with("objective.text", file.toString())
                .with("steps", "1"));
        assertEquals(2.9, weight(folder.resolve("run"), "logit_scale"), 1e-3);
    }

    @Test
    void theTowersOfAnotherModelAreRefused() {
        TrainingSettings other = settings("clip", "out")
                .with("objective.text", MODELS.resolve("clip-whole").toString());
        String found = assertThrows(RuntimeException.class, () -> train(other)).getMessage();
        assertTrue(found.contains("'objective.text' must name the same folder"), found);
    }

    private TrainingSettings settings(String name, String output) {
        String model = MODELS.resolve(name).toString();
        TrainingSettings settings = tiny.settings(output)
                .with("vision", model)
                .with("objective.text", model)
                .with("init", model)
                .with("adapter.kind", "residual");
        for (String setting : SETTINGS.get(name)) {
            settings = with(settings, setting);
        }
        return settings;
    }

    private static TrainingSettings with(TrainingSettings settings, String setting) {
        int equals = setting.indexOf('=');
        return settings.with(setting.substring(0, equals), setting.substring(equals + 1));
    }

    private static void train(TrainingSettings settings) {
        assertTrue(new Trainer(settings, new TrainingListener() {}).run(false, () -> false));
    }

    private static float weight(Path run, String name) {
        return WeightFiles.open(run.resolve("model.safetensors")).tensor(name).toFloatArray()[0];
    }

    private static double cosine(GoldenFile golden, int image, int text) {
        int width = golden.get("image_embeds").size() / IMAGES;
        double sum = 0;
        double seen = 0;
        double said = 0;
        for (int i = 0; i < width; i++) {
            double one = golden.get("image_embeds").get(image * width + i);
            double other = golden.get("text_embeds").get(text * width + i);
            sum += one * other;
            seen += one * one;
            said += other * other;
        }
        return sum / Math.sqrt(seen * said);
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        new ObjectMapper().readTree(MODELS.resolve("texts.json").toFile()).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
