package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.image.Images;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.folder.Places;
import dev.graft.tensors.ModelFileException;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every kind of trained model, of folders as a training leaves them. */
class TrainedModelContractTest {
    private static final int THREADS = 4;

    /** An objective for each kind of model. */
    enum Kind {
        VISION_LANGUAGE(ModelDescription.Purpose.ANSWERING),
        IMAGE_TEXT(
                ModelDescription.Purpose.COMPARING,
                "adapter.kind=qformer",
                "adapter.queries=3",
                "adapter.layers=2",
                "adapter.heads=2",
                "adapter.width=8",
                "adapter.feed_forward=16",
                "objective.kind=blip2_stage1",
                "objective.contrast_width=8"),
        DUAL_ENCODER(ModelDescription.Purpose.COMPARING, "objective.kind=clip", "objective.contrast_width=8");

        final ModelDescription.Purpose purpose;
        final List<String> settings;

        Kind(ModelDescription.Purpose purpose, String... settings) {
            this.purpose = purpose;
            this.settings = List.of(settings);
        }
    }

    @TempDir
    private static Path folder;

    private static TinyRun tiny;
    private static final Map<Kind, Path> MODELS = new EnumMap<>(Kind.class);

    @BeforeAll
    static void train() throws IOException {
        tiny = TinyRun.in(folder);
        for (Kind kind : Kind.values()) {
            TrainingSettings settings = tiny.settings(kind.name()).with("steps", "1");
            for (String each : kind.settings) {
                String[] parts = each.split("=");
                settings = settings.with(parts[0], parts[1]);
            }
            assertTrue(new Trainer(settings, new TrainingListener() {}).run(false, () -> false));
            MODELS.put(kind, folder.resolve(kind.name()));
        }
    }

    /** What a model makes of an image and a text, in numbers. */
    private static float[] use(TrainedModel model, int image) {
        Path file = tiny.data.resolve(image + ".png");
        float[] features = model.features(file).toFloatArray();
        float[] found = model instanceof ComparingModel comparing
                ? comparing
                        .similarities(
                                comparing.imageVectors(comparing.features(file)),
                                comparing.textVectors(List.of("what color is it? red", "green")))
                        .toFloatArray()
                : ((VisionLanguageModel) model).visualTokens(Images.read(file)).toFloatArray();
        float[] all = new float[features.length + found.length];
        System.arraycopy(features, 0, all, 0, features.length);
        System.arraycopy(found, 0, all, features.length, found.length);
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void opensAsWhatItsFolderDescribes(Kind kind) throws IOException {
        Path path = MODELS.get(kind);
        assertTrue(ModelFolder.is(path));
        ModelDescription description = ModelDescription.load(path);
        assertEquals(kind.purpose, description.purpose());
        assertEquals(Files.readString(path.resolve(ModelFolder.CONFIG)), description.toJson());
        try (TrainedModel model = TrainedModel.open(path)) {
            assertEquals(description, model.description());
            assertEquals(kind.purpose == ModelDescription.Purpose.COMPARING, model instanceof ComparingModel);
            assertEquals(
                    description.featureTokens(),
                    model.features(tiny.data.resolve("0.png")).dim(1));
        }
        boolean answers = kind.purpose == ModelDescription.Purpose.ANSWERING;
        String message = assertThrows(
                        ModelFileException.class,
                        () -> (answers ? ComparingModel.open(path) : VisionLanguageModel.load(path)).close())
                .getMessage();
        assertTrue(message.contains("holds") && message.contains("graft eval " + path), message);
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsFindWhatOneFinds(Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (TrainedModel model = TrainedModel.open(MODELS.get(kind))) {
            List<float[]> expected = new ArrayList<>();
            List<Future<float[]>> found = new ArrayList<>();
            for (int i = 0; i < 3 * THREADS; i++) {
                int image = i;
                expected.add(use(model, i));
                found.add(threads.submit(() -> use(model, image)));
            }
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), found.get(i).get(1, TimeUnit.MINUTES));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Every call returns what it should or is told that the model is closed; none meets closed parts. */
    @ParameterizedTest
    @EnumSource
    void closingWaitsForCallsUnderWay(Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            TrainedModel model = TrainedModel.open(MODELS.get(kind));
            float[] expected = use(model, 0);
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ends.add(threads.submit(() -> {
                    while (true) {
                        try {
                            assertArrayEquals(expected, use(model, 0));
                        } catch (IllegalStateException e) {
                            return e.getMessage();
                        }
                    }
                }));
            }
            Thread.sleep(50);
            model.close();
            model.close();
            for (Future<String> end : ends) {
                assertEquals("the model is closed; load it again, or close it later", end.get(1, TimeUnit.MINUTES));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void backbonesThatWereMovedAreFoundAndOthersRefused(Kind kind) throws IOException {
        Path path = MODELS.get(kind);
        TinyRun same = TinyRun.in(Files.createDirectories(folder.resolve("same")));
        Places moved = Places.AS_DESCRIBED.withVision(same.vision).withText(same.language);
        float[] expected;
        try (TrainedModel model = TrainedModel.open(path)) {
            expected = use(model, 3);
        }
        try (TrainedModel model = TrainedModel.open(path, moved, SessionConfig.DEFAULT)) {
            assertEquals(same.vision, model.description().vision().place().folder());
            assertEquals(same.language, model.description().text().place().folder());
            assertArrayEquals(expected, use(model, 3));
        }
        TinyRun other = TinyRun.in(Files.createDirectories(folder.resolve("other")));
        other.writeVision(77);
        other.writeLanguage(78);
        Path tokenizer = other.language.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("sure", "fine"));
        refuses(path, Places.AS_DESCRIBED.withVision(other.vision), "vision encoder", "SHA-256");
        String textPart = ModelDescription.load(path).textPart();
        refuses(path, Places.AS_DESCRIBED.withText(other.language), textPart, "SHA-256");
        refuses(path, Places.AS_DESCRIBED.withText(folder.resolve("nowhere")), textPart, "where there is nothing");
    }

    private static void refuses(Path path, Places places, String... parts) {
        String message = assertThrows(
                        ModelFileException.class,
                        () -> TrainedModel.open(path, places, SessionConfig.DEFAULT)
                                .close())
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inspectionFindsTheFrozenPartsUnchanged(Kind kind) {
        ModelInspection found = ModelInspection.of(MODELS.get(kind));
        assertEquals(2, found.backbones().size());
        found.backbones().forEach(backbone -> assertEquals(Optional.empty(), backbone.problem()));
    }
}
